package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var expiryDigits = regexp.MustCompile(`^[0-9]{1,10}$`)

// readRequest returns the signed parameters of a request, or nil. secrets holds every live secret, now is in Unix seconds.
// The platform signs what PHP's http_build_query writes. Names with brackets need all of PHP's rules and are refused here.
func readRequest(address string, secrets []string, now float64) map[string]any {
	address, _, _ = strings.Cut(address, "#")
	_, query, _ := strings.Cut(address, "?")
	parameters, names := map[string]any{}, []string{}
	for _, pair := range strings.Split(query, "&") {
		if pair == "" {
			continue
		}
		left, right, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(left)
		value, err2 := url.QueryUnescape(right)
		if err != nil || err2 != nil || strings.ContainsAny(name, "[]\x00") {
			return nil
		}
		name = strings.NewReplacer(" ", "_", ".", "_").Replace(strings.TrimLeft(name, " "))
		if _, known := parameters[name]; !known {
			names = append(names, name)
		}
		parameters[name] = value
	}
	signature, hasSignature := parameters["sig"].(string)
	expires, _ := parameters["expires"].(string)
	if !hasSignature || !expiryDigits.MatchString(expires) {
		return nil
	}

	delete(parameters, "sig")
	parts := []string{}
	for _, name := range names {
		if name != "sig" {
			parts = append(parts, phpEncode(name)+"="+phpEncode(parameters[name].(string)))
		}
	}
	isSigned := false
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(strings.Join(parts, "&")))
		expected := hex.EncodeToString(mac.Sum(nil))
		isSigned = hmac.Equal([]byte(expected), []byte(signature)) || isSigned
	}
	seconds, err := strconv.ParseInt(expires, 10, 64)
	if !isSigned || err != nil || int64(now) > seconds {
		return nil
	}
	return parameters
}

// phpEncode is QueryEscape but for ~, which PHP writes as %7E.
func phpEncode(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "~", "%7E")
}

// From the command line: go run verify.go URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
func main() {
	now, err := strconv.ParseFloat(os.Getenv("NOW"), 64)
	if err != nil {
		now = float64(time.Now().Unix())
	}
	secrets := strings.FieldsFunc(os.Getenv("SECRETS"), func(letter rune) bool { return letter == '\n' })
	data := readRequest(os.Args[1], secrets, now)
	if data == nil {
		fmt.Println("refused")
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(data)
}
