package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

type person struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Company string `json:"company"`
	Type    string `json:"type"`
}

var people = []person{
	{"7", "Jordan Sample", "jordan@example.com", "Sample Ltd", "contact"},
	{"8", "Zoë Doe", "zoe@example.com", "Doe & Co", "contact"},
}

// answer handles calls by the CRM's server: put your own people here, and keep the activities.
func answer(request *http.Request, body []byte, route string) reply {
	signatures := strings.Join(request.Header.Values("x-showpad-signature-v1"), ",")
	timestamp := request.Header.Get("x-showpad-signature-timestamp")
	data := readCall(body, signatures, timestamp, secrets, now())
	if request.Method != "POST" || route == "" || data == nil {
		return writeJSON(403, map[string]string{"errorMessage": "The signature does not fit, or is too old."})
	}
	if route == "activities" {
		return logActivity(body, timestamp)
	}
	return findRecipients(data)
}

func findRecipients(data map[string]any) reply {
	query, _ := data["query"].(string)
	query = strings.ToLower(strings.TrimSpace(query))
	found := []person{}
	for _, one := range people {
		if query != "" && strings.Contains(strings.ToLower(one.Name+" "+one.Email), query) {
			found = append(found, one)
		}
	}
	return writeJSON(200, map[string]any{"recipients": found})
}

func logActivity(body []byte, timestamp string) reply {
	// A repeated call has the same id: store it, and log each activity once.
	id := sha256.Sum256(append(body, timestamp...))
	return writeJSON(201, map[string]string{"id": hex.EncodeToString(id[:])})
}
