using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

static class Marketplace
{
    /// <summary>
    /// What a launch proves, or null: the decrypted object, or from a plain URL only location and timestamp. Everything else in the URL is
    /// a hint without a signature. Look up decrypted ids in your own data only: the encryption has no MAC.
    /// `secrets` holds every live secret, `now` is in Unix seconds.
    /// </summary>
    public static Dictionary<string, object> ReadLaunch(string url, IEnumerable<string> secrets, double now)
    {
        var query = url.Split('#')[0].Split(new[] { '?' }, 2).ElementAtOrDefault(1) ?? "";
        var data = ReadValues(query, "data");
        var hmacs = ReadValues(query, "hmac");
        if ((data.Count == 0) == (hmacs.Count == 0))
        {
            return null;
        }
        if (hmacs.Count == 0)
        {
            return data.Count == 1 ? secrets.Select(secret => Decrypt(data[0], secret)).FirstOrDefault(one => one != null) : null;
        }
        var locations = ReadValues(query, "location_id");
        var timestamps = ReadValues(query, "timestamp");
        var isOnce = hmacs.Count == 1 && locations.Count == 1 && timestamps.Count == 1;
        return isOnce ? ReadPlain(locations[0], timestamps[0], hmacs[0], secrets, now) : null;
    }

    static Dictionary<string, object> ReadPlain(
        string location, string timestamp, string given, IEnumerable<string> secrets, double now)
    {
        // The signed text has no separator, so both parts have a strict format.
        if (!Regex.IsMatch(location, @"\A[A-Za-z0-9_-]{1,64}\z") || !Regex.IsMatch(timestamp, @"\A[0-9]{10}\z"))
        {
            return null;
        }
        var isSigned = false;
        foreach (var secret in secrets)
        {
            var expected = BitConverter.ToString(Sign(secret, location + timestamp)).Replace("-", "").ToLowerInvariant();
            isSigned |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
        }
        var age = (long)now - long.Parse(timestamp);
        var data = new Dictionary<string, object> { { "location_id", location }, { "timestamp", timestamp } };
        return isSigned && age <= 300 && age >= -60 ? data : null;
    }

    static Dictionary<string, object> Decrypt(string text, string secret)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            var isSalted = bytes.Length >= 32 && Encoding.ASCII.GetString(bytes, 0, 8) == "Salted__";
            if (!isSalted || Convert.ToBase64String(bytes) != text)
            {
                return null;
            }
            var derived = new byte[0];
            var digest = new byte[0];
            using (var md5 = MD5.Create())
            using (var aes = Aes.Create())
            {
                while (derived.Length < 48)
                {
                    digest = md5.ComputeHash(digest.Concat(Encoding.UTF8.GetBytes(secret)).Concat(bytes.Skip(8).Take(8)).ToArray());
                    derived = derived.Concat(digest).ToArray();
                }
                aes.Mode = CipherMode.CBC;
                aes.Padding = PaddingMode.PKCS7;
                using (var decryptor = aes.CreateDecryptor(derived.Take(32).ToArray(), derived.Skip(32).ToArray()))
                {
                    var data = Json.ReadObject(decryptor.TransformFinalBlock(bytes, 16, bytes.Length - 16));
                    Func<string, bool> has = name => data.ContainsKey(name) && data[name] is string;
                    return data != null && has("location_id") && has("user_id") ? data : null;
                }
            }
        }
        catch (Exception wrong) when (wrong is FormatException || wrong is CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether a postback was signed, by its headers webhook-id, webhook-timestamp and webhook-signature. Its URL is a hint.</summary>
    public static bool IsPostback(string id, string timestamp, string signatures, IEnumerable<string> secrets, double now)
    {
        if (!Regex.IsMatch(timestamp, @"\A[0-9]{10}\z") || Math.Abs((long)now - long.Parse(timestamp)) > 300)
        {
            return false;
        }
        var given = signatures.Split(' ');
        var isSigned = false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(Sign(secret, id + "." + timestamp + ".")));
            foreach (var signature in given)
            {
                isSigned |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
            }
        }
        return isSigned && given.Length <= 10;
    }

    static byte[] Sign(string secret, string text)
    {
        using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret)))
        {
            return hmac.ComputeHash(Encoding.UTF8.GetBytes(text));
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
        var data = Marketplace.ReadLaunch(arguments[0], secrets, now);
        output.WriteLine(data == null ? "refused" : Json.Write(data));
        return data == null ? 1 : 0;
    }

    static int Main(string[] arguments)
    {
        return Run(arguments, Environment.GetEnvironmentVariable, Console.OpenStandardInput(), Console.Out);
    }
}
