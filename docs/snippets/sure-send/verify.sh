#!/bin/sh
# Checks one launch by hand with openssl: SECRETS holds the live secrets, one a line; the argument is the URL.
# For experiments only: it does not compare in constant time, does not look at the timestamp, and openssl's arguments show in ps.
set -eu
parameter() { printf %s "$1" | sed 's/^[^?]*?//; s/#.*//' | tr '&' '\n' | sed -n "s/^$2=//p" | sed 's/+/ /g; s/%2[Bb]/+/g; s/%2[Ff]/\//g; s/%3[Dd]/=/g'; }
refuse() { echo refused; exit 1; }
context=$(parameter "${1:-}" context)
signature=$(parameter "${1:-}" signature)
printf %s "$signature" | grep -Eqx '[0-9a-f]{64}' || refuse
printf %s "$context" | grep -Eqx '[A-Za-z0-9+/_-]+={0,2}' || refuse
while IFS= read -r secret; do
  [ -n "$secret" ] || continue
  expected=$(printf %s "$context" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
  [ "$expected" = "$signature" ] || continue
  text=$(printf %s "$context" | tr -d = | tr '_-' '/+')
  while [ $((${#text} % 4)) -ne 0 ]; do text="$text="; done
  printf '%s' "$text" | openssl base64 -d -A
  echo
  exit 0
done <<END
${SECRETS:-}
END
refuse
