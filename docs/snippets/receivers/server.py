import html
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CRM_ORIGIN = "{{origin}}"
PORT = {{port}}
ROUTES = {
    {{routes}}
}
SECRETS = [secret.strip() for secret in re.split(r"[\n,]", os.environ.get("{{variable}}", "")) if secret.strip()]
if not SECRETS:
    sys.exit("Set {{variable}} to the secret. During a rotation to both, separated by a comma.")


{{answer}}


{{verify}}


def show_page(title, data):
    """Shows the verified content as a list. Every value comes from a stranger: escape it wherever you write it."""
    items = [f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in list_values(data)]
    return write_html(200, title, f"<dl>{''.join(items)}</dl>")


def list_values(value, name=""):
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if parts is None:
        return [(name, "–" if value is None else value)]
    return [one for key, part in parts for one in list_values(part, f"{name}.{key}" if name else str(key))]


def say(values, otherwise):
    """The strings and numbers among these values, or a fallback if there are none."""
    return " ".join(str(value) for value in values if isinstance(value, (str, int)) and value) or otherwise


def refuse():
    """One response for every refusal, so that a stranger does not learn why."""
    return write_html(403, "This page was not opened", "<p>It opens from the CRM. Go back there and reload the page.</p>")


def write_html(status, title, content):
    page = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>body {{ margin: 1rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere }} dt {{ font-weight: bold }} dd {{ margin: 0 0 0.5rem }}</style>
</head>
<body><main><h1>{escape(title)}</h1>{content}</main></body>
</html>
"""
    return status, "text/html; charset=utf-8", page


def write_json(status, value):
    return status, "application/json", json.dumps(value)


def escape(value):
    return html.escape(str(value))


class Receiver(BaseHTTPRequestHandler):
    timeout = 30

    def respond(self):
        try:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length) if 0 <= length <= 1_000_000 else None
            route = ROUTES.get(self.path.split("?")[0])
            status, kind, text = refuse() if body is None else answer(self.command, self.path, self.headers, body, route)
            content = text.encode("utf-8")
        except Exception:
            status, kind, text = refuse()
            content = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        # Without this the CRM's page shows an empty frame.
        self.send_header("Content-Security-Policy", f"frame-ancestors {CRM_ORIGIN}")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_DELETE = do_HEAD = do_PUT = do_PATCH = do_OPTIONS = respond

    def log_message(self, *_):
        """Nothing: the address of a launch names a person, and opens their record for five minutes."""


server = ThreadingHTTPServer(("127.0.0.1", PORT), Receiver)
for address in ROUTES:
    print(f"Listening on http://127.0.0.1:{PORT}{address}", flush=True)
server.serve_forever()
