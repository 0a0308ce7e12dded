import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

final class Receiver {
    static final String CRM_ORIGIN = "{{origin}}";
    static final int PORT = {{port}};
    static final Map<String, String> ROUTES = new HashMap<>();
    static {
        {{routes}}
    }
    static final List<String> SECRETS = Arrays.stream(System.getenv().getOrDefault("{{variable}}", "").split("[\n,]"))
        .map(String::strip).filter(secret -> !secret.isEmpty()).toList();

    record Request(String method, String url, Headers headers, byte[] body) {
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? "" : String.join(",", values);
        }
    }

    record Reply(int status, String type, String text) {}

    public static void main(String[] arguments) throws IOException {
        if (SECRETS.isEmpty()) {
            System.err.println("Set {{variable}} to the secret. During a rotation to both, separated by a comma.");
            System.exit(1);
        }
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", PORT), 0);
        server.createContext("/", Receiver::serve);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
        ROUTES.keySet().forEach(path -> System.out.println("Listening on http://127.0.0.1:" + PORT + path));
    }

    static void serve(HttpExchange exchange) throws IOException {
        Reply reply = respond(exchange);
        byte[] content = reply.text().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", reply.type());
        // Without this the CRM's page shows an empty frame.
        headers.set("Content-Security-Policy", "frame-ancestors " + CRM_ORIGIN);
        headers.set("Cache-Control", "no-store");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), isHead ? -1 : content.length);
        if (!isHead) {
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    static Reply respond(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(1_000_001);
        String url = exchange.getRequestURI().toString();
        Request request = new Request(exchange.getRequestMethod(), url, exchange.getRequestHeaders(), body);
        try {
            return body.length > 1_000_000 ? Page.refuse() : Answer.answer(request, ROUTES.get(url.split("\\?", 2)[0]));
        } catch (RuntimeException | GeneralSecurityException wrong) {
            return Page.refuse();
        }
    }
}

{{answer}}

{{verify}}

final class Page {
    /** Shows the verified content as a list. Every value comes from a stranger: escape it wherever you write it. */
    static Receiver.Reply show(String title, Map<String, ?> data) {
        StringBuilder items = new StringBuilder("<dl>");
        list(data, "", items);
        return write(200, title, items.append("</dl>").toString());
    }

    private static void list(Object value, String name, StringBuilder items) {
        String prefix = name.isEmpty() ? "" : name + ".";
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, part) -> list(part, prefix + key, items));
        } else if (value instanceof List<?> parts) {
            for (int at = 0; at < parts.size(); at += 1) {
                list(parts.get(at), prefix + at, items);
            }
        } else {
            String text = value == null ? "\u2013" : value.toString();
            items.append("<dt>").append(escape(name)).append("</dt><dd>").append(escape(text)).append("</dd>");
        }
    }

    /** The strings and numbers among these values, or a fallback if there are none. */
    static String say(String otherwise, Object... values) {
        List<String> known = Arrays.stream(values).filter(value -> value instanceof String || value instanceof Number)
            .map(Object::toString).filter(text -> !text.isEmpty()).toList();
        return known.isEmpty() ? otherwise : String.join(" ", known);
    }

    /** A field of a nested object; null if either is missing. */
    static Object find(Object object, String name) {
        return object instanceof Map<?, ?> map ? map.get(name) : null;
    }

    /** One response for every refusal, so that a stranger does not learn why. */
    static Receiver.Reply refuse() {
        return write(403, "This page was not opened", "<p>It opens from the CRM. Go back there and reload the page.</p>");
    }

    static Receiver.Reply write(int status, String title, String content) {
        String head = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <style>body { margin: 1rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere } dt { font-weight: bold } dd { margin: 0 0 0.5rem }</style>
            """;
        String body = "</head>\n<body><main><h1>" + escape(title) + "</h1>" + content + "</main></body>\n</html>\n";
        return new Receiver.Reply(status, "text/html; charset=utf-8", head + "<title>" + escape(title) + "</title>\n" + body);
    }

    static Receiver.Reply json(int status, Object value) {
        return new Receiver.Reply(status, "application/json", Json.write(value));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}

{{json}}
