using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;

static class Receiver
{
    const string CrmOrigin = "{{origin}}";
    const int Port = {{port}};
    static readonly Dictionary<string, string> Routes = new Dictionary<string, string>
    {
        {{routes}}
    };
    public static readonly List<string> Secrets = (Environment.GetEnvironmentVariable("{{variable}}") ?? "")
        .Split(',', '\n').Select(secret => secret.Trim()).Where(secret => secret != "").ToList();

    static int Main()
    {
        if (Secrets.Count == 0)
        {
            Console.Error.WriteLine("Set {{variable}} to the secret. During a rotation to both, separated by a comma.");
            return 1;
        }
        var listener = new HttpListener();
        // It answers only this host name: a tunnel has to send it, for example ngrok with --host-header=rewrite.
        listener.Prefixes.Add("http://127.0.0.1:" + Port + "/");
        listener.Start();
        foreach (var path in Routes.Keys)
        {
            Console.WriteLine("Listening on http://127.0.0.1:" + Port + path);
        }
        while (true)
        {
            var context = listener.GetContext();
            Task.Run(() => Serve(context));
        }
    }

    static void Serve(HttpListenerContext context)
    {
        try
        {
            var reply = Respond(context.Request);
            var content = Encoding.UTF8.GetBytes(reply.Text);
            var response = context.Response;
            response.StatusCode = reply.Status;
            response.ContentType = reply.Type;
            // Without this the CRM's page shows an empty frame.
            response.Headers["Content-Security-Policy"] = "frame-ancestors " + CrmOrigin;
            response.Headers["Cache-Control"] = "no-store";
            response.Headers["Referrer-Policy"] = "no-referrer";
            response.Headers["X-Content-Type-Options"] = "nosniff";
            if (context.Request.HttpMethod != "HEAD")
            {
                response.ContentLength64 = content.Length;
                response.OutputStream.Write(content, 0, content.Length);
            }
            response.Close();
        }
        catch (Exception wrong)
        {
            // The client disconnected.
            Console.Error.WriteLine(wrong.Message);
        }
    }

    static Reply Respond(HttpListenerRequest request)
    {
        try
        {
            var body = new MemoryStream();
            var buffer = new byte[65536];
            for (var read = 1; read > 0 && body.Length <= 1000000; body.Write(buffer, 0, read))
            {
                read = request.InputStream.Read(buffer, 0, buffer.Length);
            }
            string route;
            Routes.TryGetValue(request.RawUrl.Split('?')[0], out route);
            return body.Length > 1000000 ? Page.Refuse() : Answers.Answer(request, body.ToArray(), route);
        }
        catch (Exception wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return Page.Refuse();
        }
    }

    public static double Now()
    {
        return DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
    }
}

sealed class Reply
{
    public int Status;
    public string Type;
    public string Text;
}

{{answer}}

{{verify}}

static class Page
{
    /// <summary>Shows the verified content as a list. Every value comes from a stranger: escape it wherever you write it.</summary>
    public static Reply Show(string title, object data)
    {
        var items = new StringBuilder("<dl>");
        AddItems(data, "", items);
        return Write(200, title, items.Append("</dl>").ToString());
    }

    static void AddItems(object value, string name, StringBuilder items)
    {
        var prefix = name == "" ? "" : name + ".";
        if (value is Dictionary<string, object> map)
        {
            foreach (var member in map)
            {
                AddItems(member.Value, prefix + member.Key, items);
            }
        }
        else if (value is List<object> parts)
        {
            for (var at = 0; at < parts.Count; at += 1)
            {
                AddItems(parts[at], prefix + at, items);
            }
        }
        else
        {
            var text = value == null ? "–" : value.ToString();
            items.Append("<dt>" + WebUtility.HtmlEncode(name) + "</dt><dd>" + WebUtility.HtmlEncode(text) + "</dd>");
        }
    }

    /// <summary>The strings and numbers among these values, or a fallback if there are none.</summary>
    public static string Say(string otherwise, params object[] values)
    {
        var known = values.Where(value => value is JsonNumber || (value as string ?? "") != "").ToList();
        return known.Count == 0 ? otherwise : string.Join(" ", known);
    }

    /// <summary>A field of a nested object; null if either is missing.</summary>
    public static object Find(object inside, string name)
    {
        object found = null;
        (inside as Dictionary<string, object>)?.TryGetValue(name, out found);
        return found;
    }

    /// <summary>One response for every refusal, so that a stranger does not learn why.</summary>
    public static Reply Refuse()
    {
        return Write(403, "This page was not opened", "<p>It opens from the CRM. Go back there and reload the page.</p>");
    }

    static Reply Write(int status, string title, string content)
    {
        var escaped = WebUtility.HtmlEncode(title);
        var page = @"<!doctype html>
<html lang=""en"">
<head>
<meta charset=""utf-8"">
<meta name=""viewport"" content=""width=device-width, initial-scale=1"">
<link rel=""icon"" href=""data:,"">
<style>body { margin: 1rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere } dt { font-weight: bold } dd { margin: 0 0 0.5rem }</style>
<title>" + escaped + @"</title>
</head>
<body><main><h1>" + escaped + "</h1>" + content + @"</main></body>
</html>
";
        return new Reply { Status = status, Type = "text/html; charset=utf-8", Text = page };
    }

    public static Reply Json(int status, Dictionary<string, object> value)
    {
        return new Reply { Status = status, Type = "application/json", Text = global::Json.Write(value) };
    }
}

{{json}}
