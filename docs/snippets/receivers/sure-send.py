def answer(method, url, headers, body, route):
    """What the CRM shows in the frame: put your own page here."""
    data = read_launch(url, SECRETS) if method == "GET" and route else None
    if data is None:
        return refuse()
    record = data.get("person") or data.get("company")
    return show_page(say([record.get(name) for name in ("firstName", "lastName", "name")], "Without a name"), data)
