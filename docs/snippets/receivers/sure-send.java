import java.security.GeneralSecurityException;
import java.util.Map;

final class Answer {
    /** What the CRM shows in the frame: put your own page here. */
    static Receiver.Reply answer(Receiver.Request request, String route) throws GeneralSecurityException {
        if (!request.method().equals("GET") || route == null) {
            return Page.refuse();
        }
        Map<String, Object> data = SureSend.readLaunch(request.url(), Receiver.SECRETS, System.currentTimeMillis() / 1000.0);
        if (data == null) {
            return Page.refuse();
        }
        Object record = data.get("person") != null ? data.get("person") : data.get("company");
        String name = Page.say(
            "Without a name", Page.find(record, "firstName"), Page.find(record, "lastName"), Page.find(record, "name"));
        return Page.show(name, data);
    }
}
