#!/bin/sh
# Bodies signed by openssl for each of the secrets, as a JSON array. Bodies are base64, since not each of them is text.
set -eu
timestamp=1669302166
comma=''
info='"showpadInfo":{"subdomain":"myorg","username":"user@company.example","crmInstanceId":"dsflkj2349fddd9asdf"}'
emit() { # name body secret...
  name=$1; body=$2; shift 2
  header=''; secrets=''
  for secret in "$@"; do
    signature=$({ printf "$body"; printf '.%s' "$timestamp"; } | openssl dgst -sha256 -hmac "$secret" -binary | openssl base64 -A)
    header="$header${header:+,}$signature"; secrets="$secrets${secrets:+,}\"$secret\""
  done
  printf '%s{"name":"%s","body_base64":"%s","timestamp":"%s","secrets":[%s],"header":"%s"}' "$comma" "$name" "$(printf "$body" | openssl base64 -A)" "$timestamp" "$secrets" "$header"
  comma=','
}
printf '['
emit 'one secret' "{$info}" 'old-secret'
emit 'three secrets' "{$info}" 'old-secret' 'new-secret' 'Zoë’s secret 🦊'
emit 'space and an order that a re-serialiser would change' "{ \"z\" : 1.0,\n\t\"a\": 1e2, $info }\n" 'old-secret'
emit 'beyond ASCII' "{$info,\"query\":\"Zoë 张伟 🦊\"}" 'old-secret'
printf ']\n'
