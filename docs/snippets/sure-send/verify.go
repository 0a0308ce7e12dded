package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var iso8601 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`)

// readLaunch returns the signed context of a launch, or nil. secrets holds every live secret, now is in Unix seconds.
func readLaunch(address string, secrets []string, now float64) map[string]any {
	address, _, _ = strings.Cut(address, "#")
	_, text, _ := strings.Cut(address, "?")
	query, _ := url.ParseQuery(text)
	if len(query["context"]) != 1 || len(query["signature"]) != 1 {
		return nil
	}
	context := query["context"][0]
	isSigned := false
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(context))
		expected := hex.EncodeToString(mac.Sum(nil))
		isSigned = hmac.Equal([]byte(expected), []byte(query["signature"][0])) || isSigned
	}
	if !isSigned {
		return nil
	}

	standard := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(context), "=")
	content, err := base64.RawStdEncoding.DecodeString(standard)
	data := parseObject(content)
	if err != nil || data == nil {
		return nil
	}
	_, hasTeam := data["team"].(map[string]any)
	_, hasUser := data["user"].(map[string]any)
	_, hasPerson := data["person"].(map[string]any)
	_, hasCompany := data["company"].(map[string]any)
	timestamp, _ := data["timestamp"].(string)
	signedAt, err := time.Parse(time.RFC3339Nano, timestamp)
	if err != nil || !iso8601.MatchString(timestamp) || !hasTeam || !hasUser || hasPerson == hasCompany {
		return nil
	}
	age := now - float64(signedAt.Unix()) - float64(signedAt.Nanosecond())/1e9
	if age > 300 || age < -60 {
		return nil
	}
	return data
}

// parseObject returns nil unless the bytes are one JSON object in UTF-8. Numbers keep their spelling.
func parseObject(text []byte) map[string]any {
	var data map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if !utf8.Valid(text) || decoder.Decode(&data) != nil || decoder.Decode(new(any)) != io.EOF {
		return nil
	}
	return data
}

// From the command line: go run verify.go URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
func main() {
	now, err := strconv.ParseFloat(os.Getenv("NOW"), 64)
	if err != nil {
		now = float64(time.Now().Unix())
	}
	secrets := strings.FieldsFunc(os.Getenv("SECRETS"), func(letter rune) bool { return letter == '\n' })
	data := readLaunch(os.Args[1], secrets, now)
	if data == nil {
		fmt.Println("refused")
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(data)
}
