import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;

final class Answer {
    /**
     * What the CRM shows in the frame: put your own page here. `route` is the slot. Each team has a secret: with more than a few teams,
     * find it by the tenant_id of the form.
     */
    static Receiver.Reply answer(Receiver.Request request, String route) throws GeneralSecurityException {
        if (!request.method().equals("POST") || route == null) {
            return Page.refuse();
        }
        Map<String, Object> data =
            Salesloft.readLaunch(new String(request.body(), StandardCharsets.UTF_8), Receiver.SECRETS);
        if (data == null) {
            return Page.refuse();
        }
        String account = Page.say("Nobody is selected", Page.find(data.get("account"), "name"));
        data.put("slot", route);
        return Page.show(Page.say(account, Page.find(data.get("person"), "display_name")), data);
    }
}
