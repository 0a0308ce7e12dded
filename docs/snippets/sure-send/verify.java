import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class SureSend {
    /** The signed context of a launch, or null. `secrets` holds every live secret, `now` is in Unix seconds. */
    static Map<String, Object> readLaunch(String url, List<String> secrets, double now) throws GeneralSecurityException {
        String query = url.split("#", 2)[0].replaceFirst("^[^?]*\\??", "");
        List<String> contexts = readValues(query, "context");
        List<String> signatures = readValues(query, "signature");
        if (contexts.size() != 1 || signatures.size() != 1) {
            return null;
        }
        String context = contexts.get(0);
        byte[] given = signatures.get(0).getBytes(StandardCharsets.UTF_8);
        boolean isSigned = false;
        for (String secret : secrets) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String expected = HexFormat.of().formatHex(mac.doFinal(context.getBytes(StandardCharsets.UTF_8)));
            isSigned |= MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given);
        }
        return isSigned ? readContext(context, now) : null;
    }

    private static Map<String, Object> readContext(String context, double now) {
        try {
            Map<String, Object> data = Json.readObject(Base64.getDecoder().decode(context.replace('-', '+').replace('_', '/')));
            if (data == null || !(data.get("team") instanceof Map) || !(data.get("user") instanceof Map)) {
                return null;
            }
            if (data.get("person") instanceof Map == data.get("company") instanceof Map) {
                return null;
            }
            String timestamp = String.valueOf(data.get("timestamp"));
            if (!timestamp.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z")) {
                return null;
            }
            Instant signedAt = Instant.parse(timestamp);
            double age = now - signedAt.getEpochSecond() - signedAt.getNano() / 1e9;
            return age <= 300 && age >= -60 ? data : null;
        } catch (IllegalArgumentException | DateTimeException wrong) {
            return null;
        }
    }

    private static List<String> readValues(String query, String name) {
        List<String> values = new ArrayList<>();
        for (String pair : query.split("&")) {
            try {
                String[] parts = pair.split("=", 2);
                if (URLDecoder.decode(parts[0], StandardCharsets.UTF_8).equals(name)) {
                    values.add(parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
                }
            } catch (IllegalArgumentException broken) {
                // A percent sign that encodes nothing: the pair is left out.
            }
        }
        return values;
    }
}

// From the command line: javac -d classes ../receivers/Json.java verify.java && java -cp classes Verify URL,
// with SECRETS (one per line) and NOW (Unix seconds) in the environment.
final class Verify {
    static int run(String[] arguments, Map<String, String> environment, InputStream in, PrintStream out) throws Exception {
        List<String> secrets = List.of(environment.getOrDefault("SECRETS", "").split("\n"));
        String now = environment.getOrDefault("NOW", String.valueOf(System.currentTimeMillis() / 1000));
        Map<String, Object> data = SureSend.readLaunch(
            arguments[0], secrets.stream().filter(secret -> !secret.isEmpty()).toList(), Double.parseDouble(now));
        out.println(data == null ? "refused" : Json.write(data));
        return data == null ? 1 : 0;
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.getenv(), System.in, System.out));
    }
}
