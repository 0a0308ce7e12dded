-- What is kept of a token is written in one way, hex: open invitations and reset links go on working.
UPDATE "Invitation" SET "tokenHash" = encode(decode(translate("tokenHash", '-_', '+/') || '=', 'base64'), 'hex')
WHERE length("tokenHash") = 43;

UPDATE "PasswordReset" SET "tokenHash" = encode(decode(translate("tokenHash", '-_', '+/') || '=', 'base64'), 'hex')
WHERE length("tokenHash") = 43;
