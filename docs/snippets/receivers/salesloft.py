def answer(method, url, headers, body, route):
    """What the CRM shows in the frame: put your own page here. `route` is the slot.

    Each team has a secret: with more than a few teams, find it by the tenant_id of the form.
    """
    data = read_launch(body.decode("utf-8", "replace"), SECRETS) if method == "POST" and route else None
    if data is None:
        return refuse()
    person, account = data.get("person") or {}, data.get("account") or {}
    return show_page(say([person.get("display_name") or account.get("name")], "Nobody is selected"), {"slot": route, **data})
