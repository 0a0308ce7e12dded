import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

final class Answer {
    static final List<Map<String, String>> PEOPLE = List.of(
        Map.of("id", "7", "name", "Jordan Sample", "email", "jordan@example.com", "company", "Sample Ltd", "type", "contact"),
        Map.of("id", "8", "name", "Zo\u00eb Doe", "email", "zoe@example.com", "company", "Doe & Co", "type", "contact"));

    /** The CRM's server calls this: return your own people, and store the activities. */
    static Receiver.Reply answer(Receiver.Request request, String route) throws GeneralSecurityException {
        String signatures = request.header("x-showpad-signature-v1");
        String timestamp = request.header("x-showpad-signature-timestamp");
        Map<String, Object> data = request.method().equals("POST") && route != null
            ? Showpad.readCall(
                request.body(), signatures, timestamp, Receiver.SECRETS, System.currentTimeMillis() / 1000.0)
            : null;
        if (data == null) {
            return Page.json(403, Map.of("errorMessage", "The signature does not fit, or is too old."));
        }
        return route.equals("activities") ? logActivity(request.body(), timestamp) : findRecipients(data);
    }

    static Receiver.Reply findRecipients(Map<String, Object> data) {
        String query = Page.say("", data.get("query")).strip().toLowerCase();
        List<Map<String, String>> found = PEOPLE.stream()
            .filter(person -> !query.isEmpty()
                && (person.get("name") + " " + person.get("email")).toLowerCase().contains(query))
            .toList();
        return Page.json(200, Map.of("recipients", found));
    }

    static Receiver.Reply logActivity(byte[] body, String timestamp) throws GeneralSecurityException {
        // A repeated call has the same id: store it, and log each activity once.
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(body);
        byte[] id = digest.digest(timestamp.getBytes(StandardCharsets.UTF_8));
        return Page.json(201, Map.of("id", HexFormat.of().formatHex(id)));
    }
}
