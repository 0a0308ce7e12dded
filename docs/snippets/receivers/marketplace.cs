using System.Collections.Generic;
using System.Net;

static class Answers
{
    /// <summary>What the CRM shows in the frame: put your own page here. POST and DELETE are postbacks.</summary>
    public static Reply Answer(HttpListenerRequest request, byte[] body, string route)
    {
        if (request.HttpMethod != "GET")
        {
            return AnswerPostback(request);
        }
        var data = Marketplace.ReadLaunch(request.RawUrl, Receiver.Secrets, Receiver.Now());
        // The mode that the widget is registered with: {{mode}}. Without encryption only location and time are signed.
        if (data == null || (data.ContainsKey("user_id") ? "encrypted" : "plain") != "{{mode}}")
        {
            return Page.Refuse();
        }
        data.Remove("access-token");
        var contact = Page.Say("", Page.Find(data, "contact_id"));
        return Page.Show(contact == "" ? "Location " + data["location_id"] : "Contact " + contact, data);
    }

    /// <summary>
    /// A location or user was registered (POST) or unregistered (DELETE). The URL names it: look it up before you act on it.
    /// </summary>
    static Reply AnswerPostback(HttpListenerRequest request)
    {
        var headers = request.Headers;
        var isSigned = Marketplace.IsPostback(
            headers["webhook-id"] ?? "", headers["webhook-timestamp"] ?? "", headers["webhook-signature"] ?? "", Receiver.Secrets,
            Receiver.Now());
        if (!isSigned || (request.HttpMethod != "POST" && request.HttpMethod != "DELETE"))
        {
            return Page.Json(403, new Dictionary<string, object> { { "error", "The signature does not fit, or is too old." } });
        }
        var status = request.HttpMethod == "POST" ? "registered" : "unregistered";
        return Page.Json(200, new Dictionary<string, object> { { "status", status } });
    }
}
