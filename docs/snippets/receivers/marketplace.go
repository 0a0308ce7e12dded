package main

import "net/http"

// answer is what the CRM shows in the frame: put your own page here. POST and DELETE are postbacks.
func answer(request *http.Request, body []byte, route string) reply {
	if request.Method != "GET" {
		return answerPostback(request)
	}
	data := readLaunch(request.RequestURI, secrets, now())
	mode := "plain"
	if _, isEncrypted := data["user_id"]; isEncrypted {
		mode = "encrypted"
	}
	// The mode that the widget is registered with: {{mode}}. Without encryption only location and time are signed.
	if data == nil || mode != "{{mode}}" {
		return refuse()
	}
	delete(data, "access-token")
	contact := say("", data["contact_id"])
	if contact == "" {
		return page(say("", "Location", data["location_id"]), data)
	}
	return page("Contact "+contact, data)
}

// answerPostback: a location or user was registered (POST) or unregistered (DELETE). The URL names it: look it up before you
// act on it.
func answerPostback(request *http.Request) reply {
	status := map[string]string{"POST": "registered", "DELETE": "unregistered"}[request.Method]
	get := request.Header.Get
	isSigned := isPostback(get("webhook-id"), get("webhook-timestamp"), get("webhook-signature"), secrets, now())
	if status == "" || !isSigned {
		return writeJSON(403, map[string]string{"error": "The signature does not fit, or is too old."})
	}
	return writeJSON(200, map[string]string{"status": status})
}
