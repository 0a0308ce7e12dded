import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** JSON as Map, List, String, BigDecimal, Boolean and null: Java has no parser. If you have Jackson or Gson, use it instead. */
final class Json {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private final String text;
    private int at = 0;

    private Json(String text) {
        this.text = text;
    }

    /** The one object in these bytes, which are UTF-8; null for anything else. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> readObject(byte[] bytes) {
        try {
            Json json = new Json(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            Object value = json.readValue(0);
            json.skipSpace();
            return json.at == json.text.length() && value instanceof Map ? (Map<String, Object>) value : null;
        } catch (CharacterCodingException | IllegalArgumentException | IndexOutOfBoundsException wrong) {
            return null;
        }
    }

    /** In ASCII, so that no encoding between here and its reader matters. */
    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(member -> write(member.getKey()) + ":" + write(member.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
        }
        if (!(value instanceof String string)) {
            return String.valueOf(value);
        }
        StringBuilder written = new StringBuilder("\"");
        for (char letter : string.toCharArray()) {
            boolean isPlain = letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
            written.append(isPlain ? String.valueOf(letter) : String.format("\\u%04x", (int) letter));
        }
        return written.append('"').toString();
    }

    private Object readValue(int depth) {
        if (depth > 64) {
            throw new IllegalArgumentException("too deep");
        }
        skipSpace();
        switch (text.charAt(at)) {
            case '{':
                Map<String, Object> map = new LinkedHashMap<>();
                readMembers('}', () -> {
                    skipSpace();
                    String name = readString();
                    expect(':');
                    map.put(name, readValue(depth + 1));
                });
                return map;
            case '[':
                List<Object> list = new ArrayList<>();
                readMembers(']', () -> list.add(readValue(depth + 1)));
                return list;
            case '"':
                return readString();
            default:
                return readWord();
        }
    }

    private void readMembers(char end, Runnable readMember) {
        at += 1;
        skipSpace();
        if (text.charAt(at) == end) {
            at += 1;
            return;
        }
        while (true) {
            readMember.run();
            skipSpace();
            if (text.charAt(at) == end) {
                at += 1;
                return;
            }
            expect(',');
        }
    }

    private String readString() {
        if (text.charAt(at) != '"') {
            throw new IllegalArgumentException("no string");
        }
        StringBuilder read = new StringBuilder();
        for (at += 1; text.charAt(at) != '"'; at += 1) {
            char letter = text.charAt(at);
            if (letter < ' ') {
                throw new IllegalArgumentException("a control character");
            }
            read.append(letter == '\\' ? readEscape() : letter);
        }
        at += 1;
        return read.toString();
    }

    private char readEscape() {
        at += 1;
        int known = "\"\\/bfnrt".indexOf(text.charAt(at));
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        String digits = text.substring(at + 1, at + 5);
        if (text.charAt(at) != 'u' || !digits.matches("[0-9a-fA-F]{4}")) {
            throw new IllegalArgumentException("an unknown escape");
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    private Object readWord() {
        for (String word : new String[] {"true", "false", "null"}) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("null") ? null : (Object) word.equals("true");
            }
        }
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw new IllegalArgumentException("no value");
        }
        at = number.end();
        return new BigDecimal(number.group());
    }

    private void expect(char letter) {
        skipSpace();
        if (text.charAt(at) != letter) {
            throw new IllegalArgumentException("no " + letter);
        }
        at += 1;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at += 1;
        }
    }
}
