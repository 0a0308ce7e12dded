import {
  base64Digest,
  change,
  type Entry,
  hexDigest,
  rightHmac,
} from '@/lib/domain/signature-doctor/catalog/entry'

const digest = { node: 'digest', python: 'digest', php: '$digest', ruby: 'digest' }

/** How a digest is made and written otherwise. */
export const digestMistakes = {
  'digest-algorithm': {
    title: 'The digest is not SHA-256',
    why: 'The protocol uses only HMAC-SHA256.',
    fix: change(
      {
        node: "createHmac('sha1', secret)",
        python: 'hmac.new(secret.encode(), text, hashlib.sha1)',
        php: "hash_hmac('sha1', $text, $secret)",
        ruby: "OpenSSL::HMAC.digest('SHA1', secret, text)",
      },
      rightHmac,
    ),
  },
  'digest-without-hmac': {
    title: 'Secret and text were hashed without HMAC',
    why: 'A hash of both joined together is not an HMAC, and an attacker can extend it.',
    fix: change(
      {
        node: "createHash('sha256').update(secret + text)",
        python: 'hashlib.sha256(secret.encode() + text)',
        php: "hash('sha256', $secret . $text)",
        ruby: 'Digest::SHA256.digest(secret + text)',
      },
      rightHmac,
    ),
  },
  'digest-without-key': {
    title: 'The text was hashed without the secret',
    why: 'Anyone can compute a hash. Only an HMAC proves that the sender knows the secret.',
    fix: change(
      {
        node: "createHash('sha256').update(text)",
        python: 'hashlib.sha256(text)',
        php: "hash('sha256', $text)",
        ruby: 'Digest::SHA256.digest(text)',
      },
      rightHmac,
    ),
  },
  'signature-upper-case': {
    title: 'The hex is in upper case',
    why: 'The signature is lower-case hex and is compared byte by byte.',
    fix: change(
      {
        node: ".digest('hex').toUpperCase()",
        python: '.hexdigest().upper()',
        php: "strtoupper(hash_hmac('sha256', $text, $secret))",
        ruby: "OpenSSL::HMAC.hexdigest('SHA256', secret, text).upcase",
      },
      hexDigest,
    ),
  },
  'signature-base64': {
    title: 'The digest was written in base64',
    why: 'This protocol uses hex.',
    fix: change(base64Digest, hexDigest),
  },
  'signature-base64url': {
    title: 'The digest was written in base64url',
    why: 'The two alphabets differ in - and _, and base64url has no padding.',
    fix: change(
      {
        node: ".digest('base64url')",
        python: 'base64.urlsafe_b64encode(mac.digest()).decode()',
        php: "strtr(base64_encode($digest), '+/', '-_')",
        ruby: 'Base64.urlsafe_encode64(digest)',
      },
      base64Digest,
    ),
  },
  'signature-without-padding': {
    title: 'The = at the end of the signature is missing',
    why: 'Base64 of 32 bytes ends in one =, and the whole signature is compared.',
    fix: change(
      {
        node: "digest.replace(/=+$/, '')",
        python: "digest.rstrip('=')",
        php: "rtrim($digest, '=')",
        ruby: 'Base64.strict_encode64(digest).chomp("=")',
      },
      base64Digest,
    ),
  },
  'signature-base64-of-hex': {
    title: 'The hex of the digest was written in base64',
    why: 'Encode the digest once: its bytes, not the characters of its hex or base64.',
    fix: change(
      {
        node: "Buffer.from(hmac.digest('hex')).toString('base64')",
        python: 'base64.b64encode(mac.hexdigest().encode()).decode()',
        php: "base64_encode(hash_hmac('sha256', $text, $secret))",
        ruby: "Base64.strict_encode64(OpenSSL::HMAC.hexdigest('SHA256', secret, text))",
      },
      base64Digest,
    ),
  },
  'signature-hex-of-base64': {
    title: 'The base64 of the digest was written in hex',
    why: 'Encode the digest once: its bytes, not the characters of its hex or base64.',
    fix: change(
      {
        node: "Buffer.from(hmac.digest('base64')).toString('hex')",
        python: 'base64.b64encode(mac.digest()).hex()',
        php: "bin2hex(base64_encode(hash_hmac('sha256', $text, $secret, true)))",
        ruby: "Base64.strict_encode64(digest).unpack1('H*')",
      },
      hexDigest,
    ),
  },
  'signature-encoded-twice': {
    title: 'The digest was encoded twice',
    why: 'Encode the digest once: its bytes, not the characters of its hex or base64.',
    fix: change(
      {
        node: "Buffer.from(hmac.digest('hex')).toString('hex')",
        python: 'mac.hexdigest().encode().hex()',
        php: "bin2hex(hash_hmac('sha256', $text, $secret))",
        ruby: "OpenSSL::HMAC.hexdigest('SHA256', secret, text).unpack1('H*')",
      },
      hexDigest,
    ),
  },
  'signature-dashed': {
    title: 'The hex has dashes between bytes',
    why: 'The signature is 64 lower-case hex characters without dashes, unlike the output of BitConverter.ToString.',
    fix: change(
      {
        node: "digest('hex').match(/../g).join('-')",
        python: "mac.digest().hex('-')",
        php: "implode('-', str_split($hex, 2))",
        ruby: "hex.scan(/../).join('-')",
      },
      hexDigest,
    ),
  },
  'signature-hex': {
    title: 'The digest was written in hex',
    why: 'This protocol uses padded base64.',
    fix: change(hexDigest, base64Digest),
  },
  'signature-prefixed': {
    title: 'The digest has a prefix',
    why: 'The signature is only the digest.',
    fix: change(
      {
        node: "'sha256=' + digest",
        python: "'sha256=' + digest",
        php: "'sha256=' . $digest",
        ruby: "'sha256=' + digest",
      },
      digest,
    ),
  },
  'signature-truncated': {
    title: 'The signature is cut off',
    why: 'Send all 32 bytes of the SHA-256 digest.',
    fix: change(
      {
        node: "digest('hex').slice(0, 32)",
        python: 'mac.hexdigest()[:32]',
        php: "substr(hash_hmac('sha256', $text, $secret), 0, 32)",
        ruby: "OpenSSL::HMAC.hexdigest('SHA256', secret, text)[0, 32]",
      },
      hexDigest,
    ),
  },
  'signature-white-space': {
    title: 'There is white space or quotes around the signature',
    why: 'They came from a command line or a file. The signature is compared byte by byte.',
    fix: change(
      { node: 'digest + "\\n"', python: "digest + '\\n'", php: '$digest . "\\n"', ruby: 'digest + "\\n"' },
      { node: 'digest.trim()', python: 'digest.strip()', php: 'trim($digest)', ruby: 'digest.strip' },
    ),
  },
  'signature-line-wrapped': {
    title: 'There is a line break in the signature',
    why: 'Your encoder breaks long lines. The signature must be on one line.',
    fix: change(
      {
        node: 'openssl base64',
        python: 'base64.encodebytes(mac.digest())',
        php: 'chunk_split(base64_encode($digest))',
        ruby: 'Base64.encode64(digest)',
      },
      base64Digest,
    ),
  },
} as const satisfies Record<string, Entry>
