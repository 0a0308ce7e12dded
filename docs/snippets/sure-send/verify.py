import base64
import hashlib
import hmac
import json
import re
import time
from datetime import datetime
from urllib.parse import parse_qs, urlsplit


def read_launch(url, secrets, now=None):
    """The signed context of a launch, or None. `secrets` holds every live secret, `now` is in Unix seconds."""
    query = parse_qs(urlsplit(url).query)
    contexts, signatures = query.get("context", []), query.get("signature", [])
    if len(contexts) != 1 or len(signatures) != 1:
        return None
    # compare_digest refuses non-ASCII text, so this compares bytes.
    context = contexts[0].encode("utf-8", "replace")
    given = signatures[0].encode("utf-8", "replace")
    expected = [hmac.new(secret.encode(), context, hashlib.sha256).hexdigest().encode() for secret in secrets]
    if not any([hmac.compare_digest(one, given) for one in expected]):
        return None

    try:
        text = context.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
        data = json.loads(base64.b64decode(text + b"=" * (-len(text) % 4), validate=True).decode("utf-8"))
        if not isinstance(data, dict) or not data.get("team") or not data.get("user"):
            return None
        if bool(data.get("person")) == bool(data.get("company")):
            return None
        parts = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?Z", data["timestamp"])
        signed_at = datetime.fromisoformat(parts[1] + "+00:00").timestamp() + float(parts[2] or 0)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    age = (time.time() if now is None else now) - signed_at
    return data if -60 <= age <= 300 else None


# From the command line: python3 verify.py URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if __name__ == "__main__":
    import os
    import sys

    live = [line for line in os.environ.get("SECRETS", "").split("\n") if line]
    result = read_launch(sys.argv[1], live, float(os.environ.get("NOW") or time.time()))
    print("refused" if result is None else json.dumps(result))
    sys.exit(1 if result is None else 0)
