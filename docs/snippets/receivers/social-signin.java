import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;

final class Answer {
    static final List<Map<String, String>> PEOPLE = List.of(
        Map.of("id", "7", "name", "Jordan Sample"), Map.of("id", "8", "name", "Zo\u00eb Doe"));

    /** What the CRM shows in the frame, and what it finds: put your own people here. */
    static Receiver.Reply answer(Receiver.Request request, String route) throws GeneralSecurityException {
        if (!request.method().equals("GET") || route == null) {
            return Page.refuse();
        }
        Map<String, String> data =
            SocialSignIn.readRequest(request.url(), Receiver.SECRETS, System.currentTimeMillis() / 1000.0);
        if (route.equals("search")) {
            return search(data);
        }
        if (data == null) {
            return Page.refuse();
        }
        String id = data.getOrDefault("id", "");
        return PEOPLE.stream().filter(person -> person.get("id").equals(id)).findFirst()
            .map(person -> Page.show(person.get("name"), person))
            .orElseGet(() -> Page.show("This record is not linked yet", Map.of("id", id)));
    }

    static Receiver.Reply search(Map<String, String> data) {
        if (data == null) {
            return Page.json(403, Map.of("status", "error", "error", "The signature does not fit, or has expired."));
        }
        String query = data.getOrDefault("q", "").strip().toLowerCase();
        List<Map<String, String>> results = PEOPLE.stream()
            .filter(person -> !query.isEmpty() && person.get("name").toLowerCase().contains(query)).toList();
        return Page.json(200, Map.of("results", results));
    }
}
