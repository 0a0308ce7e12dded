using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

static class SocialSignIn
{
    /// <summary>
    /// The signed parameters of a request, or null. `secrets` holds every live secret, `now` is in Unix seconds.
    /// The platform signs what PHP's http_build_query writes. Names with brackets need all of PHP's rules and are refused here.
    /// </summary>
    public static Dictionary<string, object> ReadRequest(string url, IEnumerable<string> secrets, double now)
    {
        var query = url.Split('#')[0].Split(new[] { '?' }, 2).ElementAtOrDefault(1) ?? "";
        var names = new List<string>();
        var parameters = new Dictionary<string, object>();
        foreach (var pair in query.Split(new[] { '&' }, StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(new[] { '=' }, 2)))
        {
            var name = WebUtility.UrlDecode(pair[0]).TrimStart(' ').Replace(' ', '_').Replace('.', '_');
            if (name.IndexOfAny(new[] { '[', ']', '\0' }) >= 0)
            {
                return null;
            }
            // If a name is duplicated, the last value counts, in the position of the first.
            if (!parameters.ContainsKey(name))
            {
                names.Add(name);
            }
            parameters[name] = pair.Length < 2 ? "" : WebUtility.UrlDecode(pair[1]);
        }
        if (!names.Remove("sig") || !names.Contains("expires") || !Regex.IsMatch((string)parameters["expires"], @"\A[0-9]{1,10}\z"))
        {
            return null;
        }
        var signature = Encoding.UTF8.GetBytes((string)parameters["sig"]);
        parameters.Remove("sig");
        var signed = string.Join("&", names.Select(name => Encode(name) + "=" + Encode((string)parameters[name])));
        var isSigned = false;
        foreach (var secret in secrets)
        {
            using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret)))
            {
                var digest = hmac.ComputeHash(Encoding.UTF8.GetBytes(signed));
                var expected = BitConverter.ToString(digest).Replace("-", "").ToLowerInvariant();
                isSigned |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), signature);
            }
        }
        return isSigned && (long)now <= long.Parse((string)parameters["expires"]) ? parameters : null;
    }

    /// <summary>PHP encodes everything except letters, digits, - _ and . and writes a space as +.</summary>
    static string Encode(string text)
    {
        const string kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
        return string.Concat(Encoding.UTF8.GetBytes(text).Select(value =>
            kept.IndexOf((char)value) >= 0 ? ((char)value).ToString() : value == ' ' ? "+" : "%" + value.ToString("X2")));
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
        var data = SocialSignIn.ReadRequest(arguments[0], secrets, now);
        output.WriteLine(data == null ? "refused" : Json.Write(data));
        return data == null ? 1 : 0;
    }

    static int Main(string[] arguments)
    {
        return Run(arguments, Environment.GetEnvironmentVariable, Console.OpenStandardInput(), Console.Out);
    }
}
