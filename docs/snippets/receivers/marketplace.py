def answer(method, url, headers, body, route):
    """What the CRM shows in the frame: put your own page here. POST and DELETE are postbacks."""
    if method != "GET":
        return answer_postback(method, headers)
    data = read_launch(url, SECRETS)
    # The mode that the widget is registered with: {{mode}}. Without encryption only location and time are signed.
    if data is None or ("encrypted" if "user_id" in data else "plain") != "{{mode}}":
        return refuse()
    title = f"Contact {data['contact_id']}" if data.get("contact_id") else f"Location {data['location_id']}"
    return show_page(title, {name: value for name, value in data.items() if name != "access-token"})


def answer_postback(method, headers):
    """A location or user was registered (POST) or unregistered (DELETE). The URL names it: look it up before you act on it."""
    signed = [headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")]
    if method not in ("POST", "DELETE") or not is_postback(*signed, SECRETS):
        return write_json(403, {"error": "The signature does not fit, or is too old."})
    return write_json(200, {"status": "registered" if method == "POST" else "unregistered"})
