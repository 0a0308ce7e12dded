import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

final class Salesloft {
    /** The decrypted payload of a launch, or null. `body` is the form as it was posted, `secrets` those of its tenant and integration. */
    static Map<String, Object> readLaunch(String body, List<String> secrets) throws GeneralSecurityException {
        List<String> tokens = readValues(body, "payload");
        List<String> tenants = readValues(body, "tenant_id");
        List<String> integrations = readValues(body, "integration_id");
        if (tokens.size() != 1 || tenants.size() != 1 || integrations.size() != 1) {
            return null;
        }
        String token = tokens.get(0);
        if (token.length() > 65_536 || !token.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+){4}")) {
            return null;
        }
        for (String secret : secrets) {
            byte[] key = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            byte[] content = decrypt(token.split("\\."), key);
            if (content == null) {
                continue;
            }
            Map<String, Object> data = Json.readObject(content);
            boolean isSame = data != null && isId(data.get("tenant_id"), tenants.get(0))
                && isId(data.get("integration_id"), integrations.get(0));
            return isSame ? data : null;
        }
        return null;
    }

    /** Null for another secret, another algorithm or altered content. */
    private static byte[] decrypt(String[] parts, byte[] key) {
        try {
            Map<String, Object> header = Json.readObject(Base64.getUrlDecoder().decode(parts[0]));
            if (header == null || !"A256GCMKW".equals(header.get("alg")) || !"A256GCM".equals(header.get("enc"))) {
                return null;
            }
            if (header.containsKey("zip") || header.containsKey("crit")) {
                return null;
            }
            String iv = String.valueOf(header.get("iv"));
            String tag = String.valueOf(header.get("tag"));
            byte[] contentKey = openGcm(key, iv, parts[1], tag, "");
            return contentKey.length == 32 ? openGcm(contentKey, parts[2], parts[3], parts[4], parts[0]) : null;
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            return null;
        }
    }

    private static byte[] openGcm(byte[] key, String iv, String content, String tag, String associated)
        throws GeneralSecurityException {
        byte[] nonce = Base64.getUrlDecoder().decode(iv);
        // A shorter tag would prove less.
        if (nonce.length != 12 || Base64.getUrlDecoder().decode(tag).length != 16) {
            throw new IllegalArgumentException("another size");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(associated.getBytes(StandardCharsets.US_ASCII));
        cipher.update(Base64.getUrlDecoder().decode(content));
        return cipher.doFinal(Base64.getUrlDecoder().decode(tag));
    }

    /** Whether an id inside, a string or a number, equals the one outside. */
    private static boolean isId(Object inside, String clear) {
        return (inside instanceof String || inside instanceof Number) && inside.toString().equals(clear);
    }

    private static List<String> readValues(String form, String name) {
        List<String> values = new ArrayList<>();
        for (String pair : form.split("&")) {
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

// From the command line: javac -d classes ../receivers/Json.java verify.java && java -cp classes Verify < body,
// with SECRETS (one per line) in the environment.
final class Verify {
    static int run(String[] arguments, Map<String, String> environment, InputStream in, PrintStream out) throws Exception {
        List<String> secrets = List.of(environment.getOrDefault("SECRETS", "").split("\n"));
        String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        Map<String, Object> data = Salesloft.readLaunch(body, secrets.stream().filter(secret -> !secret.isEmpty()).toList());
        out.println(data == null ? "refused" : Json.write(data));
        return data == null ? 1 : 0;
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.getenv(), System.in, System.out));
    }
}
