using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;

static class Answers
{
    static readonly List<Dictionary<string, object>> People = new List<Dictionary<string, object>>
    {
        Describe("7", "Jordan Sample", "jordan@example.com", "Sample Ltd"),
        Describe("8", "Zoë Doe", "zoe@example.com", "Doe & Co"),
    };

    static Dictionary<string, object> Describe(string id, string name, string email, string company)
    {
        return new Dictionary<string, object>
        {
            { "id", id }, { "name", name }, { "email", email }, { "company", company }, { "type", "contact" },
        };
    }

    /// <summary>The CRM's server calls this: return your own people, and store the activities.</summary>
    public static Reply Answer(HttpListenerRequest request, byte[] body, string route)
    {
        var signatures = request.Headers["x-showpad-signature-v1"] ?? "";
        var timestamp = request.Headers["x-showpad-signature-timestamp"] ?? "";
        var isCall = request.HttpMethod == "POST" && route != null;
        var data = isCall ? Showpad.ReadCall(body, signatures, timestamp, Receiver.Secrets, Receiver.Now()) : null;
        if (data == null)
        {
            var message = "The signature does not fit, or is too old.";
            return Page.Json(403, new Dictionary<string, object> { { "errorMessage", message } });
        }
        return route == "activities" ? LogActivity(body, timestamp) : FindRecipients(data);
    }

    static Reply FindRecipients(Dictionary<string, object> data)
    {
        var query = Page.Say("", Page.Find(data, "query")).Trim();
        var found = People.Where(person =>
            query != "" && (person["name"] + " " + person["email"]).IndexOf(query, StringComparison.OrdinalIgnoreCase) >= 0);
        return Page.Json(200, new Dictionary<string, object> { { "recipients", found.ToList<object>() } });
    }

    static Reply LogActivity(byte[] body, string timestamp)
    {
        using (var sha256 = SHA256.Create())
        {
            // A repeated call has the same id: store it, and log each activity once.
            var digest = sha256.ComputeHash(body.Concat(Encoding.UTF8.GetBytes(timestamp)).ToArray());
            var id = BitConverter.ToString(digest).Replace("-", "").ToLowerInvariant();
            return Page.Json(201, new Dictionary<string, object> { { "id", id } });
        }
    }
}
