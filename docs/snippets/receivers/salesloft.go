package main

import "net/http"

// answer is what the CRM shows in the frame: put your own page here. route is the slot. Each team has a secret: with more than a few
// teams, find it by the tenant_id of the form.
func answer(request *http.Request, body []byte, route string) reply {
	if request.Method != "POST" || route == "" {
		return refuse()
	}
	data := readLaunch(string(body), secrets)
	if data == nil {
		return refuse()
	}
	person, _ := data["person"].(map[string]any)
	account, _ := data["account"].(map[string]any)
	title := say(say("Nobody is selected", account["name"]), person["display_name"])
	data["slot"] = route
	return page(title, data)
}
