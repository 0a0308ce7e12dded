package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
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

var (
	locationID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	tenDigits  = regexp.MustCompile(`^[0-9]{10}$`)
)

// readLaunch returns what a launch proves, or nil: the decrypted object, or from a plain URL only location and timestamp. Everything else
// in the URL is a hint without a signature. Look up decrypted ids in your own data only: the encryption has no MAC.
// secrets holds every live secret, now is in Unix seconds.
func readLaunch(address string, secrets []string, now float64) map[string]any {
	address, _, _ = strings.Cut(address, "#")
	_, text, _ := strings.Cut(address, "?")
	query, _ := url.ParseQuery(text)
	if query.Has("data") == query.Has("hmac") {
		return nil
	}
	names := []string{"location_id", "timestamp", "hmac"}
	if query.Has("data") {
		names = []string{"data"}
	}
	for _, name := range names {
		if len(query[name]) != 1 {
			return nil
		}
	}
	if !query.Has("data") {
		return readPlain(query.Get("location_id"), query.Get("timestamp"), query.Get("hmac"), secrets, now)
	}
	for _, secret := range secrets {
		if data := decryptData(query.Get("data"), secret); data != nil {
			return data
		}
	}
	return nil
}

func readPlain(location, timestamp, given string, secrets []string, now float64) map[string]any {
	// The signed text has no separator, so both parts have a strict format.
	if !locationID.MatchString(location) || !tenDigits.MatchString(timestamp) {
		return nil
	}
	isSigned := false
	for _, secret := range secrets {
		expected := hex.EncodeToString(hmacSHA256(secret, location+timestamp))
		isSigned = hmac.Equal([]byte(expected), []byte(given)) || isSigned
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	age := int64(now) - seconds
	if !isSigned || err != nil || age > 300 || age < -60 {
		return nil
	}
	return map[string]any{"location_id": location, "timestamp": timestamp}
}

func decryptData(text, secret string) map[string]any {
	content, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(content) != text || !bytes.HasPrefix(content, []byte("Salted__")) {
		return nil
	}
	if len(content) < 32 || len(content)%aes.BlockSize != 0 {
		return nil
	}
	derived, digest := []byte{}, []byte{}
	for len(derived) < 48 {
		sum := md5.Sum(append(append(digest, secret...), content[8:16]...))
		digest = sum[:]
		derived = append(derived, digest...)
	}
	block, err := aes.NewCipher(derived[:32])
	if err != nil {
		return nil
	}
	plain := make([]byte, len(content)-16)
	cipher.NewCBCDecrypter(block, derived[32:48]).CryptBlocks(plain, content[16:])
	padding := int(plain[len(plain)-1])
	if padding < 1 || padding > aes.BlockSize {
		return nil
	}
	end := len(plain) - padding
	if !bytes.Equal(plain[end:], bytes.Repeat([]byte{byte(padding)}, padding)) {
		return nil
	}
	data := parseObject(plain[:end])
	_, hasLocation := data["location_id"].(string)
	_, hasUser := data["user_id"].(string)
	if !hasLocation || !hasUser {
		return nil
	}
	return data
}

// isPostback says whether a postback was signed, by its headers webhook-id, webhook-timestamp and webhook-signature. Its URL is a hint.
func isPostback(id, timestamp, signatures string, secrets []string, now float64) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	age := int64(now) - seconds
	given := strings.Split(signatures, " ")
	if err != nil || !tenDigits.MatchString(timestamp) || age > 300 || age < -300 || len(given) > 10 {
		return false
	}
	isSigned := false
	for _, secret := range secrets {
		expected := "v1," + base64.StdEncoding.EncodeToString(hmacSHA256(secret, id+"."+timestamp+"."))
		for _, signature := range given {
			isSigned = hmac.Equal([]byte(expected), []byte(signature)) || isSigned
		}
	}
	return isSigned
}

func hmacSHA256(secret, text string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return mac.Sum(nil)
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
