"""Standard Webhooks signatures by Python's hmac, as a JSON array."""
import base64
import hashlib
import hmac
import json

SECRET = "zeamster-demo-secret"


def case(name, identifier, timestamp, body):
    digest = hmac.new(SECRET.encode(), f"{identifier}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"name": name, "secret": SECRET, "id": identifier, "timestamp": timestamp, "body": body, "signature": signature}


print(json.dumps([
    case("no body", "pbk_1", "1761579000", ""),
    case("a body", "pbk_2", "1761579000", '{"a":"é"}'),
], ensure_ascii=False))
