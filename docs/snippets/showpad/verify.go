package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var tenDigits = regexp.MustCompile(`^[0-9]{10}$`)

// readCall returns the body of a call, or nil. body is the raw bytes, before any JSON parser. signatures and timestamp are the values
// of x-showpad-signature-v1 and x-showpad-signature-timestamp. secrets holds every live secret, now is in Unix seconds.
func readCall(body []byte, signatures, timestamp string, secrets []string, now float64) map[string]any {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || !tenDigits.MatchString(timestamp) {
		return nil
	}
	age := int64(now) - seconds
	given := strings.Split(signatures, ",")
	if age > 300 || age < -60 || len(given) > 10 {
		return nil
	}
	isSigned := false
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		mac.Write([]byte("." + timestamp))
		expected := base64.StdEncoding.EncodeToString(mac.Sum(nil))
		for _, signature := range given {
			isSigned = hmac.Equal([]byte(expected), []byte(strings.TrimSpace(signature))) || isSigned
		}
	}
	data := parseObject(body)
	if _, hasInfo := data["showpadInfo"].(map[string]any); !isSigned || !hasInfo {
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

// From the command line: go run verify.go SIGNATURES TIMESTAMP < body,
// with SECRETS (one per line) and NOW (Unix seconds) in the environment.
func main() {
	now, err := strconv.ParseFloat(os.Getenv("NOW"), 64)
	if err != nil {
		now = float64(time.Now().Unix())
	}
	body, err := io.ReadAll(os.Stdin)
	secrets := strings.FieldsFunc(os.Getenv("SECRETS"), func(letter rune) bool { return letter == '\n' })
	data := readCall(body, os.Args[1], os.Args[2], secrets, now)
	if err != nil || data == nil {
		fmt.Println("refused")
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(data)
}
