#!/bin/sh
# Launches by openssl enc and openssl dgst, as a JSON object. openssl 3 leaves out `Salted__` and the salt where -S is given.
set -eu
secret=zeamster-demo-secret
salt=0102030405060708
comma=''
encrypt() { # name plaintext
  data=$({ printf Salted__; printf '\001\002\003\004\005\006\007\010'; printf %s "$2" | openssl enc -aes-256-cbc -md md5 -S "$salt" -pass "pass:$secret" 2>/dev/null; } | openssl base64 -A)
  escaped=$(printf %s "$2" | sed 's/\\/\\\\/g; s/"/\\"/g')
  printf '%s{"name":"%s","secret":"%s","salt_hex":"%s","plaintext":"%s","data":"%s"}' "$comma" "$1" "$secret" "$salt" "$escaped" "$data"
  comma=','
}
sign() { # location timestamp
  hmac=$(printf %s%s "$1" "$2" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
  printf '%s{"secret":"%s","location_id":"%s","timestamp":"%s","hmac":"%s"}' "$comma" "$secret" "$1" "$2" "$hmac"
  comma=','
}
printf '{"encrypted":['
encrypt 'a contact' '{"location_id":"11ea858313aabde4bd2eb0fa","user_id":"11e9","access-token":"t","contact_id":"c1","contact_api_id":"Zoë 1","user_oauth_url":"https://api.example.test"}'
encrypt 'no contact' '{"location_id":"11ea858313aabde4bd2eb0fa","user_id":"11e9","user_oauth_url":"https://api.example.test"}'
encrypt 'one under a block' '{"location_id":"1","user_id":"2"}              '
encrypt 'whole blocks' '{"location_id":"1","user_id":"2"}               '
encrypt 'one over a block' '{"location_id":"1","user_id":"2"}                '
comma=''
printf '],"plain":['
sign 11ea858313aabde4bd2eb0fa 1234567890
sign a 9999999999
sign A-b_c 1761579000
printf ']}\n'
