using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

static class Showpad
{
    /// <summary>
    /// The body of a call, or null. `body` is the raw bytes, before any JSON parser. `signatures` and `timestamp` are the values of
    /// x-showpad-signature-v1 and x-showpad-signature-timestamp. `secrets` holds every live secret, `now` is in Unix seconds.
    /// </summary>
    public static Dictionary<string, object> ReadCall(
        byte[] body, string signatures, string timestamp, IEnumerable<string> secrets, double now)
    {
        if (!Regex.IsMatch(timestamp, @"\A[0-9]{10}\z"))
        {
            return null;
        }
        var age = (long)now - long.Parse(timestamp);
        var given = signatures.Split(',').Select(signature => Encoding.UTF8.GetBytes(signature.Trim())).ToList();
        if (age > 300 || age < -60 || given.Count > 10)
        {
            return null;
        }
        var signed = body.Concat(Encoding.UTF8.GetBytes("." + timestamp)).ToArray();
        var isSigned = false;
        foreach (var secret in secrets)
        {
            using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret)))
            {
                var expected = Encoding.UTF8.GetBytes(Convert.ToBase64String(hmac.ComputeHash(signed)));
                foreach (var signature in given)
                {
                    isSigned |= CryptographicOperations.FixedTimeEquals(expected, signature);
                }
            }
        }
        var data = isSigned ? Json.ReadObject(body) : null;
        return data != null && data.ContainsKey("showpadInfo") && data["showpadInfo"] is Dictionary<string, object> ? data : null;
    }
}

// From the command line: mcs -out:verify.exe ../receivers/Json.cs verify.cs && mono verify.exe SIGNATURES TIMESTAMP < body,
// with SECRETS (one per line) and NOW (Unix seconds) in the environment.
static class Verify
{
    public static int Run(string[] arguments, Func<string, string> variable, Stream input, TextWriter output)
    {
        var secrets = (variable("SECRETS") ?? "").Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries);
        var now = double.Parse(variable("NOW") ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(), CultureInfo.InvariantCulture);
        var body = new MemoryStream();
        input.CopyTo(body);
        var data = Showpad.ReadCall(body.ToArray(), arguments[0], arguments[1], secrets, now);
        output.WriteLine(data == null ? "refused" : Json.Write(data));
        return data == null ? 1 : 0;
    }

    static int Main(string[] arguments)
    {
        return Run(arguments, Environment.GetEnvironmentVariable, Console.OpenStandardInput(), Console.Out);
    }
}
