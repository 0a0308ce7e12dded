package main

import "net/http"

// answer is what the CRM shows in the frame: put your own page here.
func answer(request *http.Request, body []byte, route string) reply {
	if request.Method != "GET" || route == "" {
		return refuse()
	}
	data := readLaunch(request.RequestURI, secrets, now())
	if data == nil {
		return refuse()
	}
	record, isPerson := data["person"].(map[string]any)
	if !isPerson {
		record, _ = data["company"].(map[string]any)
	}
	return page(say("Without a name", record["firstName"], record["lastName"], record["name"]), data)
}
