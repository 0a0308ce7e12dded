import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

final class Answer {
    /** What the CRM shows in the frame: put your own page here. POST and DELETE are postbacks. */
    static Receiver.Reply answer(Receiver.Request request, String route) throws GeneralSecurityException {
        if (!request.method().equals("GET")) {
            return answerPostback(request);
        }
        Map<String, Object> data =
            Marketplace.readLaunch(request.url(), Receiver.SECRETS, System.currentTimeMillis() / 1000.0);
        // The mode that the widget is registered with: {{mode}}. Without encryption only location and time are signed.
        if (data == null || !(data.containsKey("user_id") ? "encrypted" : "plain").equals("{{mode}}")) {
            return Page.refuse();
        }
        Map<String, Object> shown = new HashMap<>(data);
        shown.remove("access-token");
        String contact = Page.say("", data.get("contact_id"));
        return Page.show(contact.isEmpty() ? "Location " + data.get("location_id") : "Contact " + contact, shown);
    }

    /** A location or user was registered (POST) or unregistered (DELETE). The URL names it: look it up before you act on it. */
    static Receiver.Reply answerPostback(Receiver.Request request) throws GeneralSecurityException {
        String status = Map.of("POST", "registered", "DELETE", "unregistered").get(request.method());
        boolean isSigned = Marketplace.isPostback(request.header("webhook-id"), request.header("webhook-timestamp"),
            request.header("webhook-signature"), Receiver.SECRETS, System.currentTimeMillis() / 1000.0);
        return status != null && isSigned
            ? Page.json(200, Map.of("status", status))
            : Page.json(403, Map.of("error", "The signature does not fit, or is too old."));
    }
}
