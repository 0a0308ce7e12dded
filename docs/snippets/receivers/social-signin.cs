using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

static class Answers
{
    static readonly List<Dictionary<string, object>> People = new List<Dictionary<string, object>>
    {
        new Dictionary<string, object> { { "id", "7" }, { "name", "Jordan Sample" } },
        new Dictionary<string, object> { { "id", "8" }, { "name", "Zoë Doe" } },
    };

    /// <summary>What the CRM shows in the frame, and what it finds: put your own people here.</summary>
    public static Reply Answer(HttpListenerRequest request, byte[] body, string route)
    {
        var isRequest = request.HttpMethod == "GET" && route != null;
        var data = isRequest ? SocialSignIn.ReadRequest(request.RawUrl, Receiver.Secrets, Receiver.Now()) : null;
        if (route == "search")
        {
            return Search(data);
        }
        if (data == null)
        {
            return Page.Refuse();
        }
        var id = Page.Say("", Page.Find(data, "id"));
        var person = People.FirstOrDefault(one => (string)one["id"] == id);
        return person == null
            ? Page.Show("This record is not linked yet", new Dictionary<string, object> { { "id", id } })
            : Page.Show((string)person["name"], person);
    }

    static Reply Search(Dictionary<string, object> data)
    {
        if (data == null)
        {
            var error = "The signature does not fit, or has expired.";
            return Page.Json(403, new Dictionary<string, object> { { "status", "error" }, { "error", error } });
        }
        var query = Page.Say("", Page.Find(data, "q")).Trim();
        var results = People.Where(person =>
            query != "" && ((string)person["name"]).IndexOf(query, StringComparison.OrdinalIgnoreCase) >= 0);
        return Page.Json(200, new Dictionary<string, object> { { "results", results.ToList<object>() } });
    }
}
