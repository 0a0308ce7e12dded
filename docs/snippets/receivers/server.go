package main

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"os"
	"sort"
	"strings"
	"time"
)

const crmOrigin = "{{origin}}"
const address = "127.0.0.1:{{port}}"

var routes = map[string]string{
	{{routes}}
}
var secrets []string

type reply struct {
	status int
	kind   string
	text   string
}

{{answer}}

{{verify}}

// page shows the verified content as a list. Every value comes from a stranger: escape it wherever you write it.
func page(title string, data map[string]any) reply {
	items := ""
	for _, item := range listValues(data, "") {
		items += "<dt>" + html.EscapeString(item[0]) + "</dt><dd>" + html.EscapeString(item[1]) + "</dd>"
	}
	return writeHTML(200, title, "<dl>"+items+"</dl>")
}

func listValues(value any, name string) [][2]string {
	parts, names := map[string]any{}, []string{}
	switch value := value.(type) {
	case map[string]any:
		parts = value
		for key := range value {
			names = append(names, key)
		}
		sort.Strings(names)
	case []any:
		for at, part := range value {
			key := fmt.Sprint(at)
			parts[key], names = part, append(names, key)
		}
	case nil:
		return [][2]string{{name, "–"}}
	default:
		return [][2]string{{name, fmt.Sprint(value)}}
	}
	items := [][2]string{}
	for _, key := range names {
		items = append(items, listValues(parts[key], strings.TrimPrefix(name+"."+key, "."))...)
	}
	return items
}

// say joins the strings and numbers among these values, or returns a fallback.
func say(otherwise string, values ...any) string {
	known := []string{}
	for _, value := range values {
		switch value.(type) {
		case string, json.Number:
			if text := fmt.Sprint(value); text != "" {
				known = append(known, text)
			}
		}
	}
	if len(known) == 0 {
		return otherwise
	}
	return strings.Join(known, " ")
}

// refuse sends one response for every refusal, so that a stranger does not learn why.
func refuse() reply {
	return writeHTML(403, "This page was not opened", "<p>It opens from the CRM. Go back there and reload the page.</p>")
}

func writeHTML(status int, title, content string) reply {
	title = html.EscapeString(title)
	return reply{status, "text/html; charset=utf-8", `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>` + title + `</title>
<link rel="icon" href="data:,">
<style>body { margin: 1rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere } dt { font-weight: bold } dd { margin: 0 0 0.5rem }</style>
</head>
<body><main><h1>` + title + `</h1>` + content + `</main></body>
</html>
`}
}

func writeJSON(status int, value any) reply {
	text, err := json.Marshal(value)
	if err != nil {
		return refuse()
	}
	return reply{status, "application/json", string(text)}
}

func now() float64 {
	return float64(time.Now().UnixMilli()) / 1000
}

func respond(request *http.Request) (answered reply) {
	defer func() {
		if recover() != nil {
			answered = refuse()
		}
	}()
	body, err := io.ReadAll(io.LimitReader(request.Body, 1_000_001))
	if err != nil || len(body) > 1_000_000 {
		return refuse()
	}
	path, _, _ := strings.Cut(request.RequestURI, "?")
	return answer(request, body, routes[path])
}

func serve(response http.ResponseWriter, request *http.Request) {
	answered := respond(request)
	header := response.Header()
	header.Set("Content-Type", answered.kind)
	// Without this the CRM's page shows an empty frame.
	header.Set("Content-Security-Policy", "frame-ancestors "+crmOrigin)
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	response.WriteHeader(answered.status)
	io.WriteString(response, answered.text)
}

func main() {
	for _, secret := range strings.Split(strings.ReplaceAll(os.Getenv("{{variable}}"), "\n", ","), ",") {
		if secret = strings.TrimSpace(secret); secret != "" {
			secrets = append(secrets, secret)
		}
	}
	if len(secrets) == 0 {
		fmt.Fprintln(os.Stderr, "Set {{variable}} to the secret. During a rotation to both, separated by a comma.")
		os.Exit(1)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for path := range routes {
		fmt.Printf("Listening on http://%s%s\n", address, path)
	}
	server := http.Server{Handler: http.HandlerFunc(serve), ReadTimeout: 30 * time.Second}
	fmt.Fprintln(os.Stderr, server.Serve(listener))
	os.Exit(1)
}
