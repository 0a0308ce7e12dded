#!/bin/sh
# Contexts signed by openssl and encoded by coreutils, as a JSON array.
set -eu
secret=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
emails='[{"id":"123e4567-e89b-12d3-a456-426614174003","email":"Zoe.Doe@example.test","value":"zoe.doe@example.test","isPrimary":1,"created_at":"2025-10-01T12:00:00Z","updated_at":"2025-10-01T12:00:00Z"}]'
phones='[{"id":"123e4567-e89b-12d3-a456-426614174004","phone":"+1-555-1234","type":"mobile","isPrimary":1,"normalized":"15551234","created_at":"2025-10-01T12:00:00Z","updated_at":"2025-10-01T12:00:00Z"}]'
head='{"team":{"id":"123e4567-e89b-12d3-a456-426614174000","name":"Acmé ÿ >>>???"},"user":{"id":"123e4567-e89b-12d3-a456-426614174001","email":"agent@example.test"}'
person() { printf '%s,"person":{"id":"123e4567-e89b-12d3-a456-426614174002","firstName":"%s","lastName":"%s","stage":{"name":"Lead"},"emails":%s,"phones":%s},"timestamp":"%s"}' "$head" "$1" "$2" "$emails" "$phones" "$3"; }
company() { printf '%s,"company":{"id":"123e4567-e89b-12d3-a456-426614174005","name":"Müller & Söhne 株式会社","industry":"Real Estate","website":"https://acme.example.test","description":null,"companySize":"201-500","annualRevenue":50000000.5,"foundedDate":"2010-01-15T00:00:00Z","registrationNumber":"REG-1","taxId":null,"stage":{"name":"Customer"},"emails":%s,"phones":%s,"addresses":[{"id":"123e4567-e89b-12d3-a456-426614174006","type":"office","street":"1 Main Street","city":"San Francisco","state":"CA","code":"94105","country":"United States","isPrimary":1}]},"timestamp":"2025-10-27T15:30:00Z"}' "$head" "$emails" "$phones"; }
comma=''
emit() { # name json spelling
  context=$(printf %s "$2" | base64 -w0)
  case $3 in unpadded) context=$(printf %s "$context" | tr -d =) ;; url-safe) context=$(printf %s "$context" | tr -d = | tr '+/' '-_') ;; esac
  signature=$(printf %s "$context" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
  query="context=$(printf %s "$context" | sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')&signature=$signature"
  escaped=$(printf %s "$2" | sed 's/\\/\\\\/g; s/"/\\"/g')
  printf '%s{"name":"%s","secret":"%s","json":"%s","context":"%s","signature":"%s","query":"%s"}' "$comma" "$1" "$secret" "$escaped" "$context" "$signature" "$query"
  comma=','
}
printf '['
emit 'a person' "$(person Zoë Doe 2025-10-27T15:30:00Z)" standard
emit 'a company' "$(company)" standard
emit 'milliseconds' "$(person Jane Doe 2025-10-27T15:30:00.123Z)" standard
emit 'emoji, right to left, Chinese and tags' "$(person '🦊 <b>' 'مرحبا 张伟' 2025-10-27T15:30:00Z)" standard
emit 'unpadded base64' "$(person Zoë Dö 2025-10-27T15:30:00Z)" unpadded
emit 'URL-safe base64' "$(person '>>>???ÿÿÿ' Doe 2025-10-27T15:30:00Z)" url-safe
printf ']\n'
