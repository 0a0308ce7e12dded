#!/bin/sh
# Opens one launch by hand with openssl: SECRETS holds the live secrets, one a line; the argument is the URL.
# For experiments only: it does not compare in constant time, and openssl's arguments show in ps. NOW in Unix seconds stands for the clock.
set -eu
parameter() { printf %s "$1" | sed 's/^[^?]*?//; s/#.*//' | tr '&' '\n' | sed -n "s/^$2=//p" | sed 's/+/ /g; s/%2[Bb]/+/g; s/%2[Ff]/\//g; s/%3[Dd]/=/g'; }
refuse() { echo refused; exit 1; }
data=$(parameter "${1:-}" data)
location=$(parameter "${1:-}" location_id)
timestamp=$(parameter "${1:-}" timestamp)
hmac=$(parameter "${1:-}" hmac)
if [ -z "$data" ]; then
  printf %s "$location" | grep -Eqx '[A-Za-z0-9_-]{1,64}' || refuse
  printf %s "$timestamp" | grep -Eqx '[0-9]{10}' || refuse
  age=$((${NOW:-$(date +%s)} - timestamp))
  [ "$age" -le 300 ] && [ "$age" -ge -60 ] || refuse
elif ! printf %s "$data" | grep -Eqx '[A-Za-z0-9+/]+={0,2}'; then
  refuse
fi
while IFS= read -r secret; do
  [ -n "$secret" ] || continue
  if [ -n "$data" ]; then
    plain=$(printf %s "$data" | openssl enc -d -aes-256-cbc -md md5 -a -A -pass "pass:$secret" 2>/dev/null | tr -d '\000') || continue
    case "$plain" in '{'*'"location_id"'*'}'*) printf '%s\n' "$plain"; exit 0 ;; esac
  elif [ "$(printf %s%s "$location" "$timestamp" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)" = "$hmac" ]; then
    printf '{"location_id":"%s","timestamp":"%s"}\n' "$location" "$timestamp"
    exit 0
  fi
done <<END
${SECRETS:-}
END
refuse
