import hashlib
import hmac
import re
import time
from urllib.parse import parse_qsl, quote_plus, urlsplit


def read_request(url, secrets, now=None):
    """The signed parameters of a request, or None. `secrets` holds every live secret, `now` is in Unix seconds.

    The platform signs what PHP's http_build_query writes. Names with brackets need all of PHP's rules and are refused here.
    """
    parameters = {}
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True, errors="surrogateescape"):
        if re.search(r"[\[\]\0]", name):
            return None
        parameters[re.sub(r"[ .]", "_", name.lstrip(" "))] = value
    signature, expires = parameters.pop("sig", None), parameters.get("expires", "")
    if signature is None or not re.fullmatch(r"[0-9]{1,10}", expires):
        return None

    # quote_plus leaves ~ as it is, PHP does not.
    encode = lambda text: quote_plus(text.encode("utf-8", "surrogateescape")).replace("~", "%7E")
    base = "&".join(f"{encode(name)}={encode(value)}" for name, value in parameters.items()).encode()
    given = signature.encode("utf-8", "surrogateescape")
    expected = [hmac.new(secret.encode(), base, hashlib.sha256).hexdigest().encode() for secret in secrets]
    if not any([hmac.compare_digest(one, given) for one in expected]):
        return None
    return parameters if int(time.time() if now is None else now) <= int(expires) else None


# From the command line: python3 verify.py URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if __name__ == "__main__":
    import json
    import os
    import sys

    live = [line for line in os.environ.get("SECRETS", "").split("\n") if line]
    result = read_request(sys.argv[1], live, float(os.environ.get("NOW") or time.time()))
    print("refused" if result is None else json.dumps(result))
    sys.exit(1 if result is None else 0)
