package main

import (
	"net/http"
	"strings"
)

type person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

var people = []person{{"7", "Jordan Sample"}, {"8", "Zoë Doe"}}

// answer is what the CRM shows in the frame, and what it finds: put your own people here.
func answer(request *http.Request, body []byte, route string) reply {
	if request.Method != "GET" || route == "" {
		return refuse()
	}
	data := readRequest(request.RequestURI, secrets, now())
	if route == "search" {
		return search(data)
	}
	if data == nil {
		return refuse()
	}
	for _, one := range people {
		if one.ID == data["id"] {
			return page(one.Name, map[string]any{"id": one.ID, "name": one.Name})
		}
	}
	return page("This record is not linked yet", map[string]any{"id": data["id"]})
}

func search(data map[string]any) reply {
	if data == nil {
		return writeJSON(403, map[string]string{"status": "error", "error": "The signature does not fit, or has expired."})
	}
	query, _ := data["q"].(string)
	query = strings.ToLower(strings.TrimSpace(query))
	results := []person{}
	for _, one := range people {
		if query != "" && strings.Contains(strings.ToLower(one.Name), query) {
			results = append(results, one)
		}
	}
	return writeJSON(200, map[string]any{"results": results})
}
