import base64
import hashlib
import json
import re
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def read_launch(body, secrets):
    """The decrypted payload of a launch, or None. `body` is the form as it was posted, `secrets` those of its tenant and integration."""
    form = parse_qs(body)
    names = ["payload", "tenant_id", "integration_id"]
    if any(len(form.get(name, [])) != 1 for name in names):
        return None
    token, tenant_id, integration_id = [form[name][0] for name in names]
    if len(token) > 65536 or not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}", token):
        return None
    for secret in secrets:
        try:
            data = json.loads(decrypt(token, hashlib.sha256(secret.encode()).digest()).decode("utf-8"))
            is_same = str(data["tenant_id"]) == tenant_id and str(data["integration_id"]) == integration_id
            return data if is_same else None
        except (InvalidTag, ValueError, TypeError, KeyError, RecursionError):
            continue
    return None


def decrypt(token, key):
    protected, wrapped, iv, content, tag = token.split(".")
    header = json.loads(decode(protected))
    if header["alg"] != "A256GCMKW" or header["enc"] != "A256GCM" or "zip" in header or "crit" in header:
        raise ValueError("another algorithm")
    # A shorter tag would prove less.
    key_iv, key_tag = decode(header["iv"], 12), decode(header["tag"], 16)
    content_key = AESGCM(key).decrypt(key_iv, decode(wrapped, 32) + key_tag, None)
    return AESGCM(content_key).decrypt(decode(iv, 12), decode(content) + decode(tag, 16), protected.encode())


def decode(text, size=None):
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if size is not None and len(data) != size:
        raise ValueError("another size")
    return data


# From the command line: python3 verify.py < body, with SECRETS (one per line) in the environment. Needs the package cryptography.
if __name__ == "__main__":
    import os
    import sys

    live = [line for line in os.environ.get("SECRETS", "").split("\n") if line]
    result = read_launch(sys.stdin.buffer.read().decode("utf-8", "replace"), live)
    print("refused" if result is None else json.dumps(result))
    sys.exit(1 if result is None else 0)
