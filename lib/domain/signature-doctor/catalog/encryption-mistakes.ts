import { change, type Entry, same } from '@/lib/domain/signature-doctor/catalog/entry'

const rightJweKey = {
  node: "createHash('sha256').update(secret).digest()",
  python: 'hashlib.sha256(secret.encode()).digest()',
  php: "hash('sha256', $secret, true)",
  ruby: 'Digest::SHA256.digest(secret)',
}
const rightAesKey = {
  node: 'const { key, iv } = evpBytesToKey(secret, salt) // MD5, one round',
  python: 'key, iv = evp_bytes_to_key(secret, salt)  # MD5, one round',
  php: '[$key, $iv] = evpBytesToKey($secret, $salt); // MD5, one round',
  ruby: 'cipher.pkcs5_keyivgen(secret, salt, 1, OpenSSL::Digest::MD5.new)',
}
const rightHeader = same('{"alg":"dir","enc":"A128GCM"}', '{"alg":"A256GCMKW","enc":"A256GCM"}')

/** What goes wrong in a JWE and in the marketplace's encrypted data. */
export const encryptionMistakes = {
  'key-not-hashed': {
    title: 'The secret itself was used as the JWE key',
    why: 'The key is the 32 bytes of the secret’s SHA-256.',
    fix: change(
      { node: 'Buffer.from(secret)', python: 'secret.encode()', php: '$secret', ruby: 'secret' },
      rightJweKey,
    ),
  },
  'key-digest-as-hex': {
    title: 'The hex text of the digest was used as the JWE key',
    why: 'The key is the digest’s 32 raw bytes, not the 64 characters that spell them.',
    fix: change(
      {
        node: "createHash('sha256').update(secret).digest('hex')",
        python: 'hashlib.sha256(secret.encode()).hexdigest()',
        php: "hash('sha256', $secret)",
        ruby: 'Digest::SHA256.hexdigest(secret)',
      },
      rightJweKey,
    ),
  },
  'key-digest-as-base64': {
    title: 'The base64 text of the digest was used as the JWE key',
    why: 'The key is the digest’s 32 raw bytes, not the characters that spell them.',
    fix: change(
      {
        node: "createHash('sha256').update(secret).digest('base64').slice(0, 32)",
        python: 'base64.b64encode(hashlib.sha256(secret.encode()).digest())[:32]',
        php: "substr(base64_encode(hash('sha256', $secret, true)), 0, 32)",
        ruby: 'Digest::SHA256.base64digest(secret)[0, 32]',
      },
      rightJweKey,
    ),
  },
  'key-hashed-otherwise': {
    title: 'The JWE key was derived with another hash',
    why: 'The key is the secret’s SHA-256, hashed once.',
    fix: change(
      {
        node: "createHash('md5').update(secret).digest('hex')",
        python: 'hashlib.md5(secret.encode()).hexdigest()',
        php: 'md5($secret)',
        ruby: 'Digest::MD5.hexdigest(secret)',
      },
      rightJweKey,
    ),
  },
  'jwe-algorithm': {
    title: 'The JWE uses another algorithm',
    why: 'The protocol uses only alg A256GCMKW and enc A256GCM.',
    fix: rightHeader,
  },
  'jwe-compressed': {
    title: 'The JWE is compressed',
    why: 'A header with zip is refused, because small content could become huge when decompressed.',
    fix: same('{"alg":"A256GCMKW","enc":"A256GCM","zip":"DEF"}', '{"alg":"A256GCMKW","enc":"A256GCM"}'),
  },
  'jws-for-jwe': {
    title: 'The payload is signed, not encrypted',
    why: 'A JWS has three parts and anyone can read it. The protocol uses a JWE with five parts.',
    fix: change(
      {
        node: 'new CompactSign(bytes)',
        python: 'jwt.encode(payload, key)',
        php: 'JWT::encode($payload, $key)',
        ruby: 'JWT.encode(payload, key)',
      },
      {
        node: "new CompactEncrypt(bytes).setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM' })",
        python: "jwe.encrypt_compact({'alg': 'A256GCMKW', 'enc': 'A256GCM'}, data, key)",
        php: "$builder->addRecipient($key, ['alg' => 'A256GCMKW', 'enc' => 'A256GCM'])",
        ruby: "JWE.encrypt(data, key, alg: 'A256GCMKW', enc: 'A256GCM')",
      },
    ),
  },
  'jwe-as-json': {
    title: 'The JWE is in the JSON serialization',
    why: 'The protocol uses the compact serialization: five parts with full stops between them.',
    fix: same('{"protected":"…","encrypted_key":"…","ciphertext":"…"}', 'protected.key.iv.ciphertext.tag'),
  },
  'key-derived-by-sha256': {
    title: 'Key and IV were derived with SHA-256',
    why: 'This protocol’s EVP_BytesToKey uses MD5. Newer versions of openssl use MD5 only with -md md5.',
    fix: change(
      {
        node: 'openssl enc -d -aes-256-cbc -a -A',
        python: 'openssl enc -d -aes-256-cbc -a -A',
        php: 'openssl enc -d -aes-256-cbc -a -A',
        ruby: 'cipher.pkcs5_keyivgen(secret, salt, 1, OpenSSL::Digest::SHA256.new)',
      },
      {
        node: 'openssl enc -d -aes-256-cbc -md md5 -a -A',
        python: 'openssl enc -d -aes-256-cbc -md md5 -a -A',
        php: 'openssl enc -d -aes-256-cbc -md md5 -a -A',
        ruby: rightAesKey.ruby,
      },
    ),
  },
  'key-derived-otherwise': {
    title: 'Key and IV were derived with another digest',
    why: 'This protocol’s EVP_BytesToKey uses MD5, one round.',
    fix: change(
      {
        node: "evpBytesToKey(secret, salt, 'sha1')",
        python: "evp_bytes_to_key(secret, salt, 'sha1')",
        php: "evpBytesToKey($secret, $salt, 'sha1')",
        ruby: 'cipher.pkcs5_keyivgen(secret, salt, 1, OpenSSL::Digest::SHA1.new)',
      },
      rightAesKey,
    ),
  },
  'key-derived-by-pbkdf2': {
    title: 'Key and IV were derived by PBKDF2',
    why: 'This protocol uses the older EVP_BytesToKey with MD5, one round.',
    fix: change(
      {
        node: "pbkdf2Sync(secret, salt, 10000, 48, 'sha256')",
        python: "hashlib.pbkdf2_hmac('sha256', secret, salt, 10000, 48)",
        php: "hash_pbkdf2('sha256', $secret, $salt, 10000, 48, true)",
        ruby: "OpenSSL::KDF.pbkdf2_hmac(secret, salt: salt, iterations: 10000, length: 48, hash: 'SHA256')",
      },
      rightAesKey,
    ),
  },
  'key-not-derived': {
    title: 'The secret itself was used as the AES key',
    why: 'Derive key and IV from secret and salt by EVP_BytesToKey with MD5, one round.',
    fix: change(
      {
        node: "createDecipheriv('aes-256-cbc', secret, iv)",
        python: 'AES.new(secret, AES.MODE_CBC, iv)',
        php: "openssl_decrypt($data, 'aes-256-cbc', $secret, OPENSSL_RAW_DATA, $iv)",
        ruby: 'cipher.key = secret',
      },
      rightAesKey,
    ),
  },
  'cipher-aes-128': {
    title: 'The AES key is too short',
    why: 'The protocol uses AES-256-CBC, with a key of 32 bytes.',
    fix: same('aes-128-cbc', 'aes-256-cbc'),
  },
  'salt-missing': {
    title: 'The data doesn’t start with Salted__',
    why: 'The data starts with the eight characters Salted__ and the eight bytes of the salt, as openssl writes them. The ciphertext follows.',
    fix: change(
      {
        node: 'Buffer.concat([iv, ciphertext])',
        python: 'iv + ciphertext',
        php: '$iv . $ciphertext',
        ruby: 'iv + ciphertext',
      },
      {
        node: "Buffer.concat([Buffer.from('Salted__'), salt, ciphertext])",
        python: "b'Salted__' + salt + ciphertext",
        php: "'Salted__' . $salt . $ciphertext",
        ruby: "'Salted__' + salt + ciphertext",
      },
    ),
  },
  'data-in-hex': {
    title: 'The data is written in hex',
    why: 'The protocol uses padded base64.',
    fix: change(
      {
        node: "data.toString('hex')",
        python: 'data.hex()',
        php: 'bin2hex($data)',
        ruby: "data.unpack1('H*')",
      },
      {
        node: "data.toString('base64')",
        python: 'base64.b64encode(data).decode()',
        php: 'base64_encode($data)',
        ruby: 'Base64.strict_encode64(data)',
      },
    ),
  },
  'payload-bom': {
    title: 'There is a byte order mark before the JSON',
    why: 'JSON starts with its first bracket. Parsers refuse anything before it.',
    fix: change(
      {
        node: "'\\uFEFF' + json",
        python: "json.encode('utf-8-sig')",
        php: '"\\xEF\\xBB\\xBF" . $json',
        ruby: '"\\uFEFF" + json',
      },
      { node: 'json', python: "json.encode('utf-8')", php: '$json', ruby: 'json' },
    ),
  },
  'payload-as-query': {
    title: 'The encrypted content is a query string',
    why: 'It must be a JSON object with location_id and user_id.',
    fix: change(
      {
        node: 'encrypt(new URLSearchParams(values).toString())',
        python: 'encrypt(urlencode(values))',
        php: 'encrypt(http_build_query($values))',
        ruby: 'encrypt(values.to_query)',
      },
      {
        node: 'encrypt(JSON.stringify(values))',
        python: 'encrypt(json.dumps(values))',
        php: 'encrypt(json_encode($values))',
        ruby: 'encrypt(values.to_json)',
      },
    ),
  },
  'field-malformed': {
    title: 'A field in the content is missing or not a string',
    why: 'In the JSON object, location_id and user_id must be strings, and other fields must be strings or absent.',
    fix: same('{"location_id":7}', '{"location_id":"7","user_id":"…"}'),
  },
} as const satisfies Record<string, Entry>
