import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

final class Marketplace {
    /**
     * What a launch proves, or null: the decrypted object, or from a plain URL only location and timestamp. Everything else in the URL is
     * a hint without a signature. Look up decrypted ids in your own data only: the encryption has no MAC.
     * `secrets` holds every live secret, `now` is in Unix seconds.
     */
    static Map<String, Object> readLaunch(String url, List<String> secrets, double now) throws GeneralSecurityException {
        String query = url.split("#", 2)[0].replaceFirst("^[^?]*\\??", "");
        List<String> data = readValues(query, "data");
        List<String> hmacs = readValues(query, "hmac");
        if (data.isEmpty() == hmacs.isEmpty()) {
            return null;
        }
        if (hmacs.isEmpty()) {
            for (String secret : secrets) {
                Map<String, Object> content = data.size() == 1 ? decrypt(data.get(0), secret) : null;
                if (content != null) {
                    return content;
                }
            }
            return null;
        }
        List<String> locations = readValues(query, "location_id");
        List<String> timestamps = readValues(query, "timestamp");
        boolean isOnce = hmacs.size() == 1 && locations.size() == 1 && timestamps.size() == 1;
        return isOnce ? readPlain(locations.get(0), timestamps.get(0), hmacs.get(0), secrets, now) : null;
    }

    private static Map<String, Object> readPlain(
        String location, String timestamp, String given, List<String> secrets, double now) throws GeneralSecurityException {
        // The signed text has no separator, so both parts have a strict format.
        if (!location.matches("[A-Za-z0-9_-]{1,64}") || !timestamp.matches("[0-9]{10}")) {
            return null;
        }
        boolean isSigned = false;
        for (String secret : secrets) {
            String expected = HexFormat.of().formatHex(sign(secret, location + timestamp));
            isSigned |= MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
        }
        long age = (long) now - Long.parseLong(timestamp);
        return isSigned && age <= 300 && age >= -60 ? Map.of("location_id", location, "timestamp", timestamp) : null;
    }

    private static Map<String, Object> decrypt(String text, String secret) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            boolean isSalted = new String(bytes, 0, Math.min(8, bytes.length), StandardCharsets.US_ASCII).equals("Salted__");
            if (!Base64.getEncoder().encodeToString(bytes).equals(text) || !isSalted || bytes.length < 32) {
                return null;
            }
            byte[] derived = new byte[48];
            byte[] digest = new byte[0];
            for (int at = 0; at < derived.length; at += digest.length) {
                MessageDigest md5 = MessageDigest.getInstance("MD5");
                md5.update(digest);
                md5.update(secret.getBytes(StandardCharsets.UTF_8));
                digest = md5.digest(Arrays.copyOfRange(bytes, 8, 16));
                System.arraycopy(digest, 0, derived, at, digest.length);
            }
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(derived, 0, 32, "AES"), new IvParameterSpec(derived, 32, 16));
            Map<String, Object> data = Json.readObject(cipher.doFinal(bytes, 16, bytes.length - 16));
            boolean isWhole = data != null && data.get("location_id") instanceof String && data.get("user_id") instanceof String;
            return isWhole ? data : null;
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            return null;
        }
    }

    /** Whether a postback was signed, by its headers webhook-id, webhook-timestamp and webhook-signature. Its URL is a hint. */
    static boolean isPostback(String id, String timestamp, String signatures, List<String> secrets, double now)
        throws GeneralSecurityException {
        if (!timestamp.matches("[0-9]{10}") || Math.abs((long) now - Long.parseLong(timestamp)) > 300) {
            return false;
        }
        String[] given = signatures.split(" ", 11);
        boolean isSigned = false;
        for (String secret : secrets) {
            String expected = "v1," + Base64.getEncoder().encodeToString(sign(secret, id + "." + timestamp + "."));
            for (String signature : given) {
                isSigned |= MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
            }
        }
        return isSigned && given.length <= 10;
    }

    private static byte[] sign(String secret, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
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
        Map<String, Object> data = Marketplace.readLaunch(
            arguments[0], secrets.stream().filter(secret -> !secret.isEmpty()).toList(), Double.parseDouble(now));
        out.println(data == null ? "refused" : Json.write(data));
        return data == null ? 1 : 0;
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.getenv(), System.in, System.out));
    }
}
