# Tokens for your pages: python3 token.py, with FRAMEGATE_PORTAL and FRAMEGATE_KEY in the environment.
import json
import os
import sys
import urllib.error
import urllib.request
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORTAL, KEY = os.environ["FRAMEGATE_PORTAL"], os.environ["FRAMEGATE_KEY"]
PORT = int(os.environ.get("PORT", "4100"))

# Replace this by the sessions of your CRM: who is signed in, by the cookie of this request.
SESSIONS = {"a-session": {"id": "user-204", "email": "rob.ito@crm.example", "name": "Rob Ito"}}


def read_user(headers):
    session = SimpleCookie(headers.get("Cookie", "")).get("session")
    return SESSIONS.get(session.value) if session else None


def start_session(user):
    request = urllib.request.Request(
        f"{PORTAL}/api/v1/embed-sessions",
        data=json.dumps({"user": user}).encode(),
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["token"]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path != "/framegate-token":
            return self.answer(404, "Not found")
        if self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return self.answer(403, "Not from here")
        user = read_user(self.headers)
        if not user:
            return self.answer(401, "Sign in first")
        try:
            return self.answer(200, start_session(user))
        except urllib.error.HTTPError as error:
            print("The portal gave no token:", error.read().decode(), file=sys.stderr)
        except OSError as error:
            print("The portal gave no token:", error, file=sys.stderr)
        return self.answer(502, "The portal gave no token")

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(text.encode())


server = ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
print(f"Listening on http://127.0.0.1:{PORT}", flush=True)
server.serve_forever()
