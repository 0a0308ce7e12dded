import base64
import hashlib
import hmac
import json
import re
import time
from urllib.parse import parse_qs, urlsplit


def read_launch(url, secrets, now=None):
    """What a launch proves, or None: the decrypted object, or of a plain URL location and timestamp alone.

    All else in the URL is a hint without a signature. Look up decrypted ids in your own data only: the encryption has no MAC.
    `secrets` holds every live secret, `now` is in Unix seconds.
    """
    query = parse_qs(urlsplit(url).query)
    if ("data" in query) == ("hmac" in query):
        return None
    names = ["data"] if "data" in query else ["location_id", "timestamp", "hmac"]
    if any(len(query.get(name, [])) != 1 for name in names):
        return None
    values = [query[name][0] for name in names]
    if names == ["data"]:
        return next((data for data in [decrypt(values[0], secret) for secret in secrets] if data), None)
    return read_plain(*values, secrets, time.time() if now is None else now)


def read_plain(location_id, timestamp, given, secrets, now):
    # The signed text has no separator, so both parts have a strict format.
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", location_id) or not re.fullmatch(r"[0-9]{10}", timestamp):
        return None
    signed, given = (location_id + timestamp).encode(), given.encode("utf-8", "replace")
    expected = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets]
    if not any([hmac.compare_digest(one, given) for one in expected]):
        return None
    return {"location_id": location_id, "timestamp": timestamp} if -60 <= int(now) - int(timestamp) <= 300 else None


def decrypt(text, secret):
    # Here, so that the plain mode needs no package.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    try:
        data = base64.b64decode(text, validate=True)
        if base64.b64encode(data).decode() != text or data[:8] != b"Salted__":
            return None
        derived = digest = b""
        while len(derived) < 48:
            digest = hashlib.md5(digest + secret.encode() + data[8:16]).digest()
            derived += digest
        decryptor = Cipher(algorithms.AES(derived[:32]), modes.CBC(derived[32:])).decryptor()
        padded = decryptor.update(data[16:]) + decryptor.finalize()
        unpadder = PKCS7(128).unpadder()
        content = json.loads((unpadder.update(padded) + unpadder.finalize()).decode("utf-8"))
        return content if isinstance(content["location_id"], str) and isinstance(content["user_id"], str) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def is_postback(message_id, timestamp, signatures, secrets, now=None):
    """Whether a postback was signed: by its headers webhook-id, webhook-timestamp and webhook-signature. Its URL is a hint."""
    if not re.fullmatch(r"[0-9]{10}", timestamp) or abs(int(time.time() if now is None else now) - int(timestamp)) > 300:
        return False
    given = [one.encode("utf-8", "surrogateescape") for one in signatures.split(" ")][:10]
    signed = f"{message_id}.{timestamp}.".encode("utf-8", "surrogateescape")
    digests = [hmac.new(secret.encode(), signed, hashlib.sha256).digest() for secret in secrets]
    return any([hmac.compare_digest(b"v1," + base64.b64encode(one), other) for one in digests for other in given])


# From the command line: python3 verify.py URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
# Encrypted parameters need the package cryptography.
if __name__ == "__main__":
    import os
    import sys

    live = [line for line in os.environ.get("SECRETS", "").split("\n") if line]
    result = read_launch(sys.argv[1], live, float(os.environ.get("NOW") or time.time()))
    print("refused" if result is None else json.dumps(result))
    sys.exit(1 if result is None else 0)
