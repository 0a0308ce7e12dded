import type { Mistake, MistakeId } from '@/lib/domain/signature-doctor.schema'

type Entry = Omit<Mistake, 'id'>

const key = "createHmac('sha256', secret)"

/** What each mistake is, why it cannot verify, and the line to change, in JavaScript where it is code. */
const catalog: Record<MistakeId, Entry> = {
  'key-hex-decoded': {
    title: 'The secret was decoded from hex',
    why: 'The key is the characters of the secret as text, not the bytes that they spell.',
    wrong: "createHmac('sha256', Buffer.from(secret, 'hex'))",
    right: key,
  },
  'key-base64-decoded': {
    title: 'The secret was decoded from base64',
    why: 'The key is the characters of the secret as text.',
    wrong: "createHmac('sha256', Buffer.from(secret, 'base64'))",
    right: key,
  },
  'key-line-break': {
    title: 'A line break stands after the secret',
    why: 'Files end with a line break, and it became part of the key.',
    wrong: "const secret = readFileSync('secret', 'utf8')",
    right: "const secret = readFileSync('secret', 'utf8').trim()",
  },
  'key-white-space': {
    title: 'White space or quotes stand around the secret',
    why: 'They came with a setting or a paste, and became part of the key.',
    wrong: 'SECRET=" …"',
    right: 'SECRET=…',
  },
  'key-hashed': {
    title: 'The secret was hashed before it was used as the key',
    why: 'This protocol takes the secret itself.',
    wrong: "createHmac('sha256', sha256(secret))",
    right: key,
  },
  'key-not-hashed': {
    title: 'The secret itself was used as the JWE key',
    why: 'The key is the 32 bytes of the secret’s SHA-256.',
    wrong: 'compactDecrypt(payload, Buffer.from(secret))',
    right: "compactDecrypt(payload, createHash('sha256').update(secret).digest())",
  },
  'key-digest-as-hex': {
    title: 'The hex text of the digest was used as the JWE key',
    why: 'The key is the digest’s 32 raw bytes, not the 64 characters that spell them.',
    wrong: "createHash('sha256').update(secret).digest('hex')",
    right: "createHash('sha256').update(secret).digest()",
  },
  'key-derived-by-sha256': {
    title: 'Key and IV were derived with SHA-256',
    why: 'This protocol’s EVP_BytesToKey uses MD5, which newer openssl no longer does unless told.',
    wrong: 'openssl enc -d -aes-256-cbc -a -A',
    right: 'openssl enc -d -aes-256-cbc -md md5 -a -A',
  },
  'key-not-derived': {
    title: 'The secret itself was used as the AES key',
    why: 'Key and IV come from secret and salt by EVP_BytesToKey with MD5, one round.',
    wrong: "createDecipheriv('aes-256-cbc', secret, iv)",
    right: 'const { key, iv } = evpBytesToKey(secret, salt)',
  },
  'old-secret': {
    title: 'It is signed by a former secret',
    why: 'That version was revoked or is retiring. Only the active one signs.',
    wrong: 'the secret that your server has',
    right: 'the active version under Secrets',
  },
  'staged-secret': {
    title: 'It is signed by the staged secret',
    why: 'That version signs nothing until it is promoted. Accept both during a rotation.',
    wrong: 'verify(request, [staged])',
    right: 'verify(request, [active, staged])',
  },
  'other-widget-secret': {
    title: 'It is signed by another widget’s secret',
    why: 'Each widget has a secret of its own.',
    wrong: 'the secret of the other widget',
    right: 'this widget’s active secret',
  },
  'signed-json': {
    title: 'The decoded JSON was signed',
    why: 'The signature is over the base64 text, as it stands in the URL once decoded from percent-encoding.',
    wrong: ".update(JSON.stringify(context)).digest('hex')",
    right: ".update(contextBase64).digest('hex')",
  },
  'signed-encoded': {
    title: 'The percent-encoded text was signed',
    why: 'Decode the parameter from percent-encoding first; then it is what was signed.',
    wrong: '.update(rawQueryValue)',
    right: ".update(url.searchParams.get('context'))",
  },
  'signed-base64url': {
    title: 'The context was turned into base64url before it was signed',
    why: 'Sign the text exactly as it was sent.',
    wrong: "Buffer.from(json).toString('base64url')",
    right: "Buffer.from(json).toString('base64')",
  },
  'signed-without-padding': {
    title: 'The = at the end was left out of what was signed',
    why: 'The padding is part of the text that is signed.',
    wrong: "context.replace(/=+$/, '')",
    right: 'context',
  },
  'signed-reserialised': {
    title: 'The JSON was parsed and written again before it was signed',
    why: 'Another program spaces and orders JSON differently. Only the raw bytes are what was signed.',
    wrong: '.update(JSON.stringify(request.body))',
    right: '.update(rawBody)',
  },
  'signed-whole-url': {
    title: 'The whole address was signed',
    why: 'Neither scheme, host, path nor the question mark are covered.',
    wrong: '.update(request.url)',
    right: '.update(queryWithoutSignature)',
  },
  'signature-left-in': {
    title: 'The signature itself was left in what was signed',
    why: 'Take it out first; what remains, in its order, is what was signed.',
    wrong: 'http_build_query($params)',
    right: "unset($params['sig']); http_build_query($params)",
  },
  'parameters-sorted': {
    title: 'The parameters were sorted',
    why: 'They are signed in the order in which they arrive.',
    wrong: 'ksort($params)',
    right: '// nothing: keep the order',
  },
  'parameters-decoded': {
    title: 'The parameters were signed without being encoded',
    why: 'What is signed is the query as PHP’s http_build_query writes it.',
    wrong: "'q=' + q + '&expires=' + expires",
    right: 'http_build_query($params)',
  },
  'star-left-bare': {
    title: 'The * was left bare, as URLSearchParams leaves it',
    why: 'PHP writes it as %2A, and that is what was signed.',
    wrong: 'new URLSearchParams(params).toString()',
    right: "new URLSearchParams(params).toString().replaceAll('*', '%2A')",
  },
  'space-as-percent-20': {
    title: 'A space was written as %20',
    why: 'PHP writes it as +, by RFC 1738.',
    wrong: 'http_build_query($params, "", "&", PHP_QUERY_RFC3986)',
    right: 'http_build_query($params)',
  },
  'expires-left-out': {
    title: 'expires was left out of what was signed',
    why: 'All parameters but sig are covered.',
    wrong: "unset($params['sig'], $params['expires'])",
    right: "unset($params['sig'])",
  },
  'separator-missing': {
    title: 'The separator is missing',
    why: 'Between body and timestamp stands a full stop.',
    wrong: 'body + timestamp',
    right: "body + '.' + timestamp",
  },
  'separator-added': {
    title: 'A separator was put between the two',
    why: 'Location and timestamp are joined with nothing between them.',
    wrong: "locationId + '.' + timestamp",
    right: 'locationId + timestamp',
  },
  'parts-swapped': {
    title: 'The two parts were joined the other way round',
    why: 'The timestamp comes last.',
    wrong: 'timestamp + …',
    right: '… + timestamp',
  },
  'timestamp-left-out': {
    title: 'The timestamp was left out of what was signed',
    why: 'It is covered, so that nobody can send the request again later.',
    wrong: '.update(body)',
    right: ".update(body + '.' + timestamp)",
  },
  'digest-algorithm': {
    title: 'Another digest than SHA-256 was used',
    why: 'The protocol has HMAC-SHA256 alone.',
    wrong: "createHmac('sha1', secret)",
    right: key,
  },
  'signature-upper-case': {
    title: 'The hex is in upper case',
    why: 'The signature is lower-case hex, and compared byte by byte.',
    wrong: ".digest('hex').toUpperCase()",
    right: ".digest('hex')",
  },
  'signature-base64': {
    title: 'The digest was written in base64',
    why: 'This protocol writes it in hex.',
    wrong: ".digest('base64')",
    right: ".digest('hex')",
  },
  'signature-base64url': {
    title: 'The digest was written in base64url',
    why: 'The two alphabets differ in - and _, and base64url has no padding.',
    wrong: ".digest('base64url')",
    right: ".digest('base64')",
  },
  'signature-hex': {
    title: 'The digest was written in hex',
    why: 'This protocol writes it in padded base64.',
    wrong: ".digest('hex')",
    right: ".digest('base64')",
  },
  'signature-prefixed': {
    title: 'The digest has a prefix',
    why: 'The signature is the digest alone.',
    wrong: "'sha256=' + digest",
    right: 'digest',
  },
  'signature-truncated': {
    title: 'The signature is cut off',
    why: 'A digest of SHA-256 has 32 bytes: all of them.',
    wrong: "digest('hex').slice(0, 32)",
    right: "digest('hex')",
  },
  'plus-turned-into-space': {
    title: 'A + of the base64 arrived as a space',
    why: 'A + in a URL means a space. It happens with some names only, since not every base64 has one.',
    wrong: "url + '?context=' + context",
    right: "url + '?context=' + encodeURIComponent(context)",
  },
  'encoded-twice': {
    title: 'The value was percent-encoded twice',
    why: 'After one decoding there are still %2B, %2F or %3D in it.',
    wrong: "params.set('context', encodeURIComponent(context))",
    right: "params.set('context', context)",
  },
  'not-encoded': {
    title: 'The base64 stands in the URL without percent-encoding',
    why: 'This one came through, since it has no +. The next name may have one.',
    wrong: "url + '?context=' + context",
    right: "url + '?context=' + encodeURIComponent(context)",
  },
  'base64url-for-base64': {
    title: 'The value was written in base64url',
    why: 'The published form is standard base64 with padding.',
    wrong: "Buffer.from(json).toString('base64url')",
    right: "Buffer.from(json).toString('base64')",
  },
  milliseconds: {
    title: 'The timestamp is in milliseconds',
    why: 'It is Unix time in seconds, ten digits.',
    wrong: 'Date.now()',
    right: 'Math.floor(Date.now() / 1000)',
  },
  'timestamp-malformed': {
    title: 'The timestamp cannot be read',
    why: 'Nobody can tell whether the request is fresh.',
    wrong: 'new Date().toString()',
    right: 'new Date().toISOString()',
  },
  'clock-behind': {
    title: 'It is too old',
    why: 'It was signed longer ago than the window allows, or the signer’s clock is behind.',
    wrong: 'a request that was kept, or a clock that is slow',
    right: 'sign when it is sent; keep the clock by NTP',
  },
  'clock-ahead': {
    title: 'It is ahead of time',
    why: 'It was signed later than now: the signer’s clock is ahead, or its time zone was added.',
    wrong: 'a clock that is fast',
    right: 'keep the clock by NTP, and write times in UTC',
  },
  'parameter-missing': {
    title: 'A parameter that the protocol needs is not there',
    why: 'Nothing can be verified without it.',
    wrong: 'a request without it',
    right: 'all that the protocol names, once each',
  },
  'parameter-doubled': {
    title: 'A parameter is there twice',
    why: 'Two programs may read two different ones.',
    wrong: 'params.append(name, value)',
    right: 'params.set(name, value)',
  },
  'identity-mismatch': {
    title: 'The ids beside the payload are not those inside',
    why: 'The ids in clear only find the secret. Whose launch it is stands inside.',
    wrong: 'a payload of one tenant with another’s ids',
    right: 'the ids of the payload',
  },
}

export function nameMistakes(ids: readonly MistakeId[]): Mistake[] {
  return [...new Set(ids)].map((id) => ({ id, ...catalog[id] }))
}
