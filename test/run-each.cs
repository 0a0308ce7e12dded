using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;

/// <summary>
/// Runs compiled files as `mono verify.exe` would, all in this process: a runtime's start is most of such a run. A job is a line of base64
/// between spaces: a folder, the compiled file, SECRETS, NOW, the body, and the flags. So is its outcome.
/// </summary>
static class RunEach
{
    static readonly Dictionary<string, MethodInfo> Loaded = new Dictionary<string, MethodInfo>();

    static void Main()
    {
        for (var line = Console.In.ReadLine(); line != null; line = Console.In.ReadLine())
        {
            var job = line.Split(' ').Select(text => Encoding.UTF8.GetString(Convert.FromBase64String(text))).ToArray();
            var variables = new Dictionary<string, string> { { "SECRETS", job[2] }, { "NOW", job[3] } };
            var input = new MemoryStream(Encoding.UTF8.GetBytes(job[4]));
            var output = new StringWriter();
            var code = 1;
            var error = "";
            try
            {
                Func<string, string> read = name => variables[name];
                code = (int)Load(job[1]).Invoke(null, new object[] { job.Skip(5).ToArray(), read, input, output });
            }
            catch (TargetInvocationException thrown)
            {
                error = thrown.ToString();
            }
            Console.Out.WriteLine(code + " " + Encode(output.ToString()) + " " + Encode(error));
            Console.Out.Flush();
        }
    }

    static MethodInfo Load(string file)
    {
        if (!Loaded.ContainsKey(file))
        {
            Loaded[file] = Assembly.LoadFile(file).GetType("Verify").GetMethod("Run");
        }
        return Loaded[file];
    }

    static string Encode(string text)
    {
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }
}
