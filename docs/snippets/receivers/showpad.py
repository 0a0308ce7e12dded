import hashlib

PEOPLE = [
    {"id": "7", "name": "Jordan Sample", "email": "jordan@example.com", "company": "Sample Ltd", "type": "contact"},
    {"id": "8", "name": "Zoë Doe", "email": "zoe@example.com", "company": "Doe & Co", "type": "contact"},
]


def answer(method, url, headers, body, route):
    """The CRM's server calls this: return your own people, and store the activities."""
    signatures = headers.get("x-showpad-signature-v1", "")
    timestamp = headers.get("x-showpad-signature-timestamp", "")
    data = read_call(body, signatures, timestamp, SECRETS) if method == "POST" and route else None
    if data is None:
        return write_json(403, {"errorMessage": "The signature does not fit, or is too old."})
    return log_activity(body, timestamp) if route == "activities" else find_recipients(data)


def find_recipients(data):
    text = str(data.get("query") or "").strip().lower()
    found = [one for one in PEOPLE if text and text in f"{one['name']} {one['email']}".lower()]
    return write_json(200, {"recipients": found})


def log_activity(body, timestamp):
    # A repeated call has the same id: store it, and log each activity once.
    return write_json(201, {"id": hashlib.sha256(body + timestamp.encode()).hexdigest()})
