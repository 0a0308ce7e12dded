#!/bin/sh
# Checks one call by hand with openssl: verify.sh SIGNATURES TIMESTAMP < body; SECRETS holds the live secrets, one a line.
# For experiments only: it does not compare in constant time, and openssl's arguments show in ps. NOW in Unix seconds stands for the clock.
set -eu
body=$(mktemp)
trap 'rm -f "$body"' EXIT
cat > "$body"
refuse() { echo refused; exit 1; }
printf %s "${2:-}" | grep -Eqx '[0-9]{10}' || refuse
age=$((${NOW:-$(date +%s)} - $2))
[ "$age" -le 300 ] && [ "$age" -ge -60 ] || refuse
while IFS= read -r secret; do
  [ -n "$secret" ] || continue
  expected=$({ cat "$body"; printf '.%s' "$2"; } | openssl dgst -sha256 -hmac "$secret" -binary | openssl base64 -A)
  case ",$1," in *",$expected,"*) cat "$body"; echo; exit 0 ;; esac
done <<END
${SECRETS:-}
END
refuse
