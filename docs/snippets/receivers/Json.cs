using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

/// <summary>JSON as Dictionary, List, string, JsonNumber, bool and null, for both .NET and Mono. With only .NET, use System.Text.Json.</summary>
sealed class Json
{
    static readonly Regex Number = new Regex(@"\G-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?");
    readonly string text;
    int at;

    Json(string text)
    {
        this.text = text;
    }

    /// <summary>The one object in these bytes, which are UTF-8; null for anything else.</summary>
    public static Dictionary<string, object> ReadObject(byte[] bytes)
    {
        try
        {
            var json = new Json(new UTF8Encoding(false, true).GetString(bytes));
            var value = json.ReadValue(0) as Dictionary<string, object>;
            json.SkipSpace();
            return json.at == json.text.Length ? value : null;
        }
        catch (Exception wrong) when (wrong is FormatException || wrong is ArgumentException || wrong is IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>In ASCII, so that no encoding between here and its reader matters.</summary>
    public static string Write(object value)
    {
        if (value is Dictionary<string, object> map)
        {
            return "{" + string.Join(",", map.Select(member => Write(member.Key) + ":" + Write(member.Value))) + "}";
        }
        if (value is List<object> list)
        {
            return "[" + string.Join(",", list.Select(Write)) + "]";
        }
        if (!(value is string))
        {
            return value is bool ? ((bool)value ? "true" : "false") : value == null ? "null" : value.ToString();
        }
        var written = new StringBuilder("\"");
        foreach (var letter in (string)value)
        {
            var isPlain = letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
            written.Append(isPlain ? letter.ToString() : "\\u" + ((int)letter).ToString("x4"));
        }
        return written.Append('"').ToString();
    }

    object ReadValue(int depth)
    {
        if (depth > 64)
        {
            throw new FormatException("too deep");
        }
        SkipSpace();
        switch (text[at])
        {
            case '{':
                var map = new Dictionary<string, object>();
                ReadMembers('}', () =>
                {
                    SkipSpace();
                    var name = ReadString();
                    Expect(':');
                    map[name] = ReadValue(depth + 1);
                });
                return map;
            case '[':
                var list = new List<object>();
                ReadMembers(']', () => list.Add(ReadValue(depth + 1)));
                return list;
            case '"':
                return ReadString();
            default:
                return ReadWord();
        }
    }

    void ReadMembers(char end, Action readMember)
    {
        at += 1;
        SkipSpace();
        if (text[at] == end)
        {
            at += 1;
            return;
        }
        while (true)
        {
            readMember();
            SkipSpace();
            if (text[at] == end)
            {
                at += 1;
                return;
            }
            Expect(',');
        }
    }

    string ReadString()
    {
        if (text[at] != '"')
        {
            throw new FormatException("no string");
        }
        var read = new StringBuilder();
        for (at += 1; text[at] != '"'; at += 1)
        {
            if (text[at] < ' ')
            {
                throw new FormatException("a control character");
            }
            read.Append(text[at] == '\\' ? ReadEscape() : text[at]);
        }
        at += 1;
        return read.ToString();
    }

    char ReadEscape()
    {
        at += 1;
        var known = "\"\\/bfnrt".IndexOf(text[at]);
        if (known >= 0)
        {
            return "\"\\/\b\f\n\r\t"[known];
        }
        var digits = text.Substring(at + 1, 4);
        if (text[at] != 'u' || !Regex.IsMatch(digits, @"\A[0-9a-fA-F]{4}\z"))
        {
            throw new FormatException("an unknown escape");
        }
        at += 4;
        return (char)Convert.ToInt32(digits, 16);
    }

    object ReadWord()
    {
        foreach (var word in new[] { "true", "false", "null" })
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) == 0)
            {
                at += word.Length;
                return word == "null" ? null : (object)(word == "true");
            }
        }
        var number = Number.Match(text, at);
        if (!number.Success)
        {
            throw new FormatException("no value");
        }
        at += number.Length;
        return new JsonNumber(number.Value);
    }

    void Expect(char letter)
    {
        SkipSpace();
        if (text[at] != letter)
        {
            throw new FormatException("no " + letter);
        }
        at += 1;
    }

    void SkipSpace()
    {
        while (at < text.Length && " \t\n\r".IndexOf(text[at]) >= 0)
        {
            at += 1;
        }
    }
}

/// <summary>A number as it is written.</summary>
sealed class JsonNumber
{
    readonly string text;

    public JsonNumber(string text)
    {
        this.text = text;
    }

    public override string ToString()
    {
        return text;
    }
}
