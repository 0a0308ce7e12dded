package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"unicode/utf8"
)

var compactToken = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}$`)

// readLaunch returns the decrypted payload of a launch, or nil. body is the form as it was posted, secrets those of its tenant and
// integration.
func readLaunch(body string, secrets []string) map[string]any {
	form, _ := url.ParseQuery(body)
	for _, name := range []string{"payload", "tenant_id", "integration_id"} {
		if len(form[name]) != 1 {
			return nil
		}
	}
	token := form["payload"][0]
	if len(token) > 65_536 || !compactToken.MatchString(token) {
		return nil
	}
	for _, secret := range secrets {
		key := sha256.Sum256([]byte(secret))
		content, err := decryptToken(strings.Split(token, "."), key[:])
		if err != nil {
			continue
		}
		data := parseObject(content)
		if isID(data["tenant_id"], form["tenant_id"][0]) && isID(data["integration_id"], form["integration_id"][0]) {
			return data
		}
	}
	return nil
}

func decryptToken(parts []string, key []byte) ([]byte, error) {
	header, err := base64.RawURLEncoding.Strict().DecodeString(parts[0])
	if err != nil {
		return nil, err
	}
	members := parseObject(header)
	_, isZipped := members["zip"]
	_, isExtended := members["crit"]
	if members["alg"] != "A256GCMKW" || members["enc"] != "A256GCM" || isZipped || isExtended {
		return nil, errors.New("another algorithm")
	}
	iv, _ := members["iv"].(string)
	tag, _ := members["tag"].(string)
	contentKey, err := openGCM(key, iv, parts[1], tag, "")
	if err != nil || len(contentKey) != 32 {
		return nil, errors.New("another secret")
	}
	return openGCM(contentKey, parts[2], parts[3], parts[4], parts[0])
}

func openGCM(key []byte, iv, content, tag, associated string) ([]byte, error) {
	decoded := [][]byte{}
	for _, text := range []string{iv, content, tag} {
		part, err := base64.RawURLEncoding.Strict().DecodeString(text)
		if err != nil {
			return nil, err
		}
		decoded = append(decoded, part)
	}
	// Go panics on another nonce, and a shorter tag would prove less.
	if len(decoded[0]) != 12 || len(decoded[2]) != 16 {
		return nil, errors.New("another size")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return gcm.Open(nil, decoded[0], append(decoded[1], decoded[2]...), []byte(associated))
}

// isID says whether an id inside, a string or a number, equals the one outside.
func isID(inside any, clear string) bool {
	switch id := inside.(type) {
	case string:
		return id == clear
	case json.Number:
		return id.String() == clear
	}
	return false
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

// From the command line: go run verify.go < body, with SECRETS (one per line) in the environment.
func main() {
	body, err := io.ReadAll(os.Stdin)
	secrets := strings.FieldsFunc(os.Getenv("SECRETS"), func(letter rune) bool { return letter == '\n' })
	data := readLaunch(string(body), secrets)
	if err != nil || data == nil {
		fmt.Println("refused")
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(data)
}
