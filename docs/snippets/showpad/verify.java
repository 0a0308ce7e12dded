import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class Showpad {
    /**
     * The body of a call, or null. `body` is the raw bytes, before any JSON parser. `signatures` and `timestamp` are the values of
     * x-showpad-signature-v1 and x-showpad-signature-timestamp. `secrets` holds every live secret, `now` is in Unix seconds.
     */
    static Map<String, Object> readCall(byte[] body, String signatures, String timestamp, List<String> secrets, double now)
        throws GeneralSecurityException {
        if (!timestamp.matches("[0-9]{10}")) {
            return null;
        }
        long age = (long) now - Long.parseLong(timestamp);
        String[] given = signatures.split(",", 11);
        if (age > 300 || age < -60 || given.length > 10) {
            return null;
        }
        boolean isSigned = false;
        for (String secret : secrets) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(body);
            byte[] expected = Base64.getEncoder().encode(mac.doFinal(("." + timestamp).getBytes(StandardCharsets.UTF_8)));
            for (String signature : given) {
                isSigned |= MessageDigest.isEqual(expected, signature.strip().getBytes(StandardCharsets.UTF_8));
            }
        }
        Map<String, Object> data = isSigned ? Json.readObject(body) : null;
        return data != null && data.get("showpadInfo") instanceof Map ? data : null;
    }
}

// From the command line: javac -d classes ../receivers/Json.java verify.java && java -cp classes Verify SIGNATURES TIMESTAMP < body,
// with SECRETS (one per line) and NOW (Unix seconds) in the environment.
final class Verify {
    static int run(String[] arguments, Map<String, String> environment, InputStream in, PrintStream out) throws Exception {
        List<String> secrets = List.of(environment.getOrDefault("SECRETS", "").split("\n"));
        String now = environment.getOrDefault("NOW", String.valueOf(System.currentTimeMillis() / 1000));
        Map<String, Object> data = Showpad.readCall(in.readAllBytes(), arguments[0], arguments[1],
            secrets.stream().filter(secret -> !secret.isEmpty()).toList(), Double.parseDouble(now));
        out.println(data == null ? "refused" : Json.write(data));
        return data == null ? 1 : 0;
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.getenv(), System.in, System.out));
    }
}
