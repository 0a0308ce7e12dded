using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

static class SureSend
{
    /// <summary>The signed context of a launch, or null. `secrets` holds every live secret, `now` is in Unix seconds.</summary>
    public static Dictionary<string, object> ReadLaunch(string url, IEnumerable<string> secrets, double now)
    {
        var query = url.Split('#')[0].Split(new[] { '?' }, 2).ElementAtOrDefault(1) ?? "";
        var contexts = ReadValues(query, "context");
        var signatures = ReadValues(query, "signature");
        if (contexts.Count != 1 || signatures.Count != 1)
        {
            return null;
        }
        var isSigned = false;
        foreach (var secret in secrets)
        {
            using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret)))
            {
                var digest = hmac.ComputeHash(Encoding.UTF8.GetBytes(contexts[0]));
                var expected = BitConverter.ToString(digest).Replace("-", "").ToLowerInvariant();
                isSigned |= CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signatures[0]));
            }
        }
        return isSigned ? ReadContext(contexts[0], now) : null;
    }

    static Dictionary<string, object> ReadContext(string context, double now)
    {
        try
        {
            var standard = context.Replace('-', '+').Replace('_', '/').TrimEnd('=');
            var data = Json.ReadObject(Convert.FromBase64String(standard.PadRight((standard.Length + 3) / 4 * 4, '=')));
            Func<string, bool> has = name => data.ContainsKey(name) && data[name] is Dictionary<string, object>;
            if (data == null || !has("team") || !has("user") || has("person") == has("company") || !data.ContainsKey("timestamp"))
            {
                return null;
            }
            var parts = Regex.Match(
                data["timestamp"] as string ?? "",
                @"\A([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?Z\z");
            var signedAt = DateTimeOffset.ParseExact(
                parts.Groups[1].Value, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var age = now - signedAt.ToUnixTimeSeconds() - double.Parse("0" + parts.Groups[2].Value, CultureInfo.InvariantCulture);
            return age <= 300 && age >= -60 ? data : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static List<string> ReadValues(string query, string name)
    {
        var pairs = query.Split('&').Select(pair => pair.Split(new[] { '=' }, 2));
        return pairs.Where(pair => WebUtility.UrlDecode(pair[0]) == name)
            .Select(pair => pair.Length < 2 ? "" : WebUtility.UrlDecode(pair[1])).ToList();
    }
}

// From the command line: mcs -out:verify.exe ../receivers/Json.cs verify.cs && mono verify.exe URL,
// with SECRETS (one per line) and NOW (Unix seconds) in the environment.
static class Verify
{
    public static int Run(string[] arguments, Func<string, string> variable, Stream input, TextWriter output)
    {
        var secrets = (variable("SECRETS") ?? "").Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries);
        var now = double.Parse(variable("NOW") ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(), CultureInfo.InvariantCulture);
        var data = SureSend.ReadLaunch(arguments[0], secrets, now);
        output.WriteLine(data == null ? "refused" : Json.Write(data));
        return data == null ? 1 : 0;
    }

    static int Main(string[] arguments)
    {
        return Run(arguments, Environment.GetEnvironmentVariable, Console.OpenStandardInput(), Console.Out);
    }
}
