PEOPLE = [
    {"id": "7", "name": "Jordan Sample"},
    {"id": "8", "name": "Zoë Doe"},
]


def answer(method, url, headers, body, route):
    """What the CRM shows in the frame, and what it finds: put your own people here."""
    data = read_request(url, SECRETS) if method == "GET" and route else None
    if route == "search":
        return search(data)
    if data is None:
        return refuse()
    person = next((one for one in PEOPLE if one["id"] == data.get("id")), {})
    return show_page(person.get("name", "This record is not linked yet"), {"id": data.get("id", ""), **person})


def search(data):
    if data is None:
        return write_json(403, {"status": "error", "error": "The signature does not fit, or has expired."})
    query = data.get("q", "").strip().lower()
    return write_json(200, {"results": [one for one in PEOPLE if query and query in one["name"].lower()]})
