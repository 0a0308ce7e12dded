import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class SocialSignIn {
    /**
     * The signed parameters of a request, or null. `secrets` holds every live secret, `now` is in Unix seconds.
     * The platform signs what PHP's http_build_query writes. Names with brackets need all of PHP's rules and are refused here.
     */
    static Map<String, String> readRequest(String url, List<String> secrets, double now) throws GeneralSecurityException {
        Map<String, String> parameters = readParameters(url.split("#", 2)[0].replaceFirst("^[^?]*\\??", ""));
        if (parameters == null || !parameters.containsKey("sig")) {
            return null;
        }
        String signature = parameters.remove("sig");
        String expires = parameters.getOrDefault("expires", "");
        if (!expires.matches("[0-9]{1,10}")) {
            return null;
        }
        String signed = parameters.entrySet().stream()
            .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
            .collect(Collectors.joining("&"));
        boolean isSigned = false;
        for (String secret : secrets) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String expected = HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
            isSigned |= MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
        }
        return isSigned && (long) now <= Long.parseLong(expires) ? parameters : null;
    }

    /** If a name is duplicated, the last value counts, in the position of the first. */
    private static Map<String, String> readParameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        try {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8).replaceFirst("^ +", "");
                if (name.matches("(?s).*[\\[\\]\0].*")) {
                    return null;
                }
                String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                if (!pair.isEmpty()) {
                    parameters.put(name.replace(' ', '_').replace('.', '_'), value);
                }
            }
            return parameters;
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }

    /** Java leaves * as it is, PHP does not. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
    }
}

// From the command line: javac -d classes ../receivers/Json.java verify.java && java -cp classes Verify URL,
// with SECRETS (one per line) and NOW (Unix seconds) in the environment.
final class Verify {
    static int run(String[] arguments, Map<String, String> environment, InputStream in, PrintStream out) throws Exception {
        List<String> secrets = List.of(environment.getOrDefault("SECRETS", "").split("\n"));
        String now = environment.getOrDefault("NOW", String.valueOf(System.currentTimeMillis() / 1000));
        Map<String, String> data = SocialSignIn.readRequest(
            arguments[0], secrets.stream().filter(secret -> !secret.isEmpty()).toList(), Double.parseDouble(now));
        out.println(data == null ? "refused" : Json.write(data));
        return data == null ? 1 : 0;
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.getenv(), System.in, System.out));
    }
}
