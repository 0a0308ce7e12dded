using System.Net;

static class Answers
{
    /// <summary>What the CRM shows in the frame: put your own page here.</summary>
    public static Reply Answer(HttpListenerRequest request, byte[] body, string route)
    {
        var isLaunch = request.HttpMethod == "GET" && route != null;
        var data = isLaunch ? SureSend.ReadLaunch(request.RawUrl, Receiver.Secrets, Receiver.Now()) : null;
        if (data == null)
        {
            return Page.Refuse();
        }
        var record = Page.Find(data, "person") ?? Page.Find(data, "company");
        var name = Page.Say(
            "Without a name", Page.Find(record, "firstName"), Page.Find(record, "lastName"), Page.Find(record, "name"));
        return Page.Show(name, data);
    }
}
