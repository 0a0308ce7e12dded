#!/bin/sh
# Checks one request by hand with openssl: SECRETS holds the live secrets, one a line; the argument is the URL.
# For trying only: it takes the query as it is spelled (the platform spells it as PHP does) with sig at its end, does not compare
# in constant time, and openssl's arguments show in ps. NOW in Unix seconds stands for the clock.
set -eu
refuse() { echo refused; exit 1; }
query=$(printf %s "${1:-}" | sed 's/^[^?]*?//; s/#.*//')
signature=$(printf %s "$query" | sed -n 's/.*&sig=\([0-9a-f]*\)$/\1/p')
signed=$(printf %s "$query" | sed 's/&sig=[0-9a-f]*$//')
expires=$(printf %s "&$signed" | sed -n 's/.*&expires=\([^&]*\).*/\1/p')
printf %s "$signature" | grep -Eqx '[0-9a-f]{64}' || refuse
printf %s "$expires" | grep -Eqx '[0-9]{1,10}' || refuse
[ "${NOW:-$(date +%s)}" -le "$expires" ] || refuse
while IFS= read -r secret; do
  [ -n "$secret" ] || continue
  expected=$(printf %s "$signed" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
  if [ "$expected" = "$signature" ]; then
    printf '%s\n' "$signed"
    exit 0
  fi
done <<END
${SECRETS:-}
END
refuse
