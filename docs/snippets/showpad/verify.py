import base64
import hashlib
import hmac
import json
import re
import time


def read_call(body, signatures, timestamp, secrets, now=None):
    """The body of a call, or None. `body` is the raw bytes, before any JSON parser.

    `signatures` and `timestamp` are the values of x-showpad-signature-v1 and x-showpad-signature-timestamp.
    `secrets` holds every live secret, `now` is in Unix seconds.
    """
    if not re.fullmatch(r"[0-9]{10}", timestamp):
        return None
    age = int(time.time() if now is None else now) - int(timestamp)
    given = [one.strip().encode("utf-8", "surrogateescape") for one in signatures.split(",")]
    if not -60 <= age <= 300 or len(given) > 10:
        return None

    signed = body + b"." + timestamp.encode()
    expected = [base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()) for secret in secrets]
    if not any([hmac.compare_digest(one, other) for one in expected for other in given]):
        return None
    try:
        data = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("showpadInfo"), dict) else None


# From the command line: python3 verify.py SIGNATURES TIMESTAMP < body,
# with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if __name__ == "__main__":
    import os
    import sys

    live = [line for line in os.environ.get("SECRETS", "").split("\n") if line]
    result = read_call(sys.stdin.buffer.read(), sys.argv[1], sys.argv[2], live, float(os.environ.get("NOW") or time.time()))
    print("refused" if result is None else json.dumps(result))
    sys.exit(1 if result is None else 0)
