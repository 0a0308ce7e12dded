import { change, type Entry, key, same } from '@/lib/domain/signature-doctor/catalog/entry'

const readTrimmed = change(
  {
    node: "const secret = readFileSync('secret', 'utf8')",
    python: "secret = open('secret').read()",
    php: "$secret = file_get_contents('secret');",
    ruby: "secret = File.read('secret')",
  },
  {
    node: "const secret = readFileSync('secret', 'utf8').trim()",
    python: "secret = open('secret').read().strip()",
    php: "$secret = trim(file_get_contents('secret'));",
    ruby: "secret = File.read('secret').strip",
  },
)

/** How the key of an HMAC comes out wrong, and which secret it was. */
export const keyMistakes = {
  'key-hex-decoded': {
    title: 'The secret was decoded from hex',
    why: 'Use the secret’s characters as text. Don’t hex-decode them.',
    fix: key({
      node: "Buffer.from(secret, 'hex')",
      python: 'bytes.fromhex(secret)',
      php: 'hex2bin($secret)',
      ruby: "[secret].pack('H*')",
    }),
  },
  'key-base64-decoded': {
    title: 'The secret was decoded from base64',
    why: 'Use the secret’s characters as text.',
    fix: key({
      node: "Buffer.from(secret, 'base64')",
      python: 'base64.b64decode(secret)',
      php: 'base64_decode($secret)',
      ruby: 'Base64.decode64(secret)',
    }),
  },
  'key-base64-encoded': {
    title: 'The secret was encoded in base64',
    why: 'Use the secret’s characters exactly as shown.',
    fix: key({
      node: "Buffer.from(secret).toString('base64')",
      python: 'base64.b64encode(secret.encode())',
      php: 'base64_encode($secret)',
      ruby: 'Base64.strict_encode64(secret)',
    }),
  },
  'key-hex-encoded': {
    title: 'The secret was encoded in hex',
    why: 'Use the secret’s characters exactly as shown.',
    fix: key({
      node: "Buffer.from(secret).toString('hex')",
      python: 'secret.encode().hex().encode()',
      php: 'bin2hex($secret)',
      ruby: "secret.unpack1('H*')",
    }),
  },
  'key-percent-encoded': {
    title: 'The secret was percent-encoded',
    why: 'Use the secret’s characters exactly as shown.',
    fix: key({
      node: 'encodeURIComponent(secret)',
      python: 'quote(secret).encode()',
      php: 'rawurlencode($secret)',
      ruby: 'ERB::Util.url_encode(secret)',
    }),
  },
  'webhooks-library': {
    title: 'A Standard Webhooks library decodes the secret from base64',
    why: 'This portal signs postbacks with the secret’s own characters. Pass their base64 to the library.',
    fix: change(
      {
        node: 'new Webhook(secret)',
        python: 'Webhook(secret)',
        php: 'new Webhook($secret)',
        ruby: 'StandardWebhooks::Webhook.new(secret)',
      },
      {
        node: "new Webhook(Buffer.from(secret).toString('base64'))",
        python: 'Webhook(base64.b64encode(secret.encode()).decode())',
        php: 'new Webhook(base64_encode($secret))',
        ruby: 'StandardWebhooks::Webhook.new(Base64.strict_encode64(secret))',
      },
    ),
  },
  'key-line-break': {
    title: 'There is a line break after the secret',
    why: 'The line break at the end of the file became part of the key.',
    fix: readTrimmed,
  },
  'key-literal-line-break': {
    title: 'The characters \\n follow the secret',
    why: 'A quoted setting contains \\n as two characters, which were never turned into a line break.',
    fix: same('SECRET=…\\n', 'SECRET=…'),
  },
  'key-white-space': {
    title: 'There is white space or quotes around the secret',
    why: 'They came from a setting or a paste and became part of the key.',
    fix: same('SECRET=" …"', 'SECRET=…'),
  },
  'key-bom': {
    title: 'There is a byte order mark before the secret',
    why: 'An editor saved the file as “UTF-8 with BOM”, and the mark became part of the key.',
    fix: change(
      {
        node: "readFileSync('secret', 'utf8')",
        python: "open('secret', encoding='utf-8').read()",
        php: "file_get_contents('secret')",
        ruby: "File.read('secret')",
      },
      {
        node: "readFileSync('secret', 'utf8').replace(/^\\uFEFF/, '').trim()",
        python: "open('secret', encoding='utf-8-sig').read().strip()",
        php: "trim(preg_replace('/^\\xEF\\xBB\\xBF/', '', file_get_contents('secret')))",
        ruby: "File.read('secret', encoding: 'bom|utf-8').strip",
      },
    ),
  },
  'key-charset': {
    title: 'The secret was not encoded as UTF-8',
    why: 'UTF-16 and Latin-1 give other bytes for the same characters.',
    fix: key({
      node: "Buffer.from(secret, 'utf16le')",
      python: "secret.encode('utf-16-le')",
      php: "mb_convert_encoding($secret, 'UTF-16LE')",
      ruby: "secret.encode('UTF-16LE')",
    }),
  },
  'key-case-changed': {
    title: 'The secret’s letters changed case',
    why: 'Use the secret exactly as shown.',
    fix: key({
      node: 'secret.toUpperCase()',
      python: 'secret.upper().encode()',
      php: 'strtoupper($secret)',
      ruby: 'secret.upcase',
    }),
  },
  'key-truncated': {
    title: 'Only part of the secret was used',
    why: 'The database column is too short, or the copy missed a character.',
    fix: key({
      node: 'secret.slice(0, 32)',
      python: 'secret[:32].encode()',
      php: 'substr($secret, 0, 32)',
      ruby: 'secret[0, 32]',
    }),
  },
  'key-joined': {
    title: 'Two secrets were used as one',
    why: 'During a rotation there are two secrets. Try each one separately; don’t join them.',
    fix: same('both secrets in one setting', 'a list, with each secret tried in turn'),
  },
  'key-empty': {
    title: 'The secret is missing',
    why: 'The setting doesn’t exist, and the empty value was used as the key.',
    fix: change(
      {
        node: 'const secret = String(process.env.SECRET)',
        python: "secret = str(os.environ.get('SECRET'))",
        php: "$secret = (string) getenv('SECRET');",
        ruby: "secret = ENV['SECRET'].to_s",
      },
      {
        node: "if (!process.env.SECRET) throw new Error('SECRET is missing')",
        python: "secret = os.environ['SECRET']",
        php: "$secret = getenv('SECRET') ?: throw new Exception('SECRET is missing');",
        ruby: "secret = ENV.fetch('SECRET')",
      },
    ),
  },
  'key-prefixed': {
    title: 'There is a prefix before the secret',
    why: 'Secrets of this portal have no whsec_ or other prefix.',
    fix: key({
      node: "'whsec_' + secret",
      python: "('whsec_' + secret).encode()",
      php: "'whsec_' . $secret",
      ruby: "'whsec_' + secret",
    }),
  },
  'key-hashed': {
    title: 'The secret was hashed before it was used as the key',
    why: 'This protocol uses the secret itself.',
    fix: key({
      node: 'sha256(secret)',
      python: 'hashlib.sha256(secret.encode()).digest()',
      php: "hash('sha256', $secret, true)",
      ruby: 'Digest::SHA256.digest(secret)',
    }),
  },
  'key-and-text-swapped': {
    title: 'Key and text are swapped',
    why: 'The secret is the key, and the text is the message.',
    fix: change(
      {
        node: "createHmac('sha256', text).update(secret)",
        python: 'hmac.new(text, secret.encode(), hashlib.sha256)',
        php: "hash_hmac('sha256', $secret, $text)",
        ruby: "OpenSSL::HMAC.digest('SHA256', text, secret)",
      },
      {
        node: "createHmac('sha256', secret).update(text)",
        python: 'hmac.new(secret.encode(), text, hashlib.sha256)',
        php: "hash_hmac('sha256', $text, $secret)",
        ruby: "OpenSSL::HMAC.digest('SHA256', secret, text)",
      },
    ),
  },
  'old-secret': {
    title: 'Signed with a previous secret',
    why: 'That version is revoked or retiring.',
    fix: same('the secret that your server has', 'the active version under Secrets'),
  },
  'staged-secret': {
    title: 'Signed with the staged secret',
    why: 'That version signs only after you promote it. Accept both secrets during a rotation.',
    fix: same('verify(request, [staged])', 'verify(request, [active, staged])'),
  },
  'other-widget-secret': {
    title: 'Signed with another widget’s secret',
    why: 'Each widget has its own secret.',
    fix: same('the secret of the other widget', 'this widget’s active secret'),
  },
  'oauth-client-secret': {
    title: 'The OAuth client secret was used',
    why: 'The payload is encrypted with the installation’s secret, which the token response carries as `secret`.',
    fix: change(
      {
        node: 'sha256(clientSecret)',
        python: 'sha256(client_secret)',
        php: 'sha256($clientSecret)',
        ruby: 'sha256(client_secret)',
      },
      {
        node: 'sha256(tokenResponse.secret)',
        python: "sha256(token_response['secret'])",
        php: "sha256($tokenResponse['secret'])",
        ruby: "sha256(token_response['secret'])",
      },
    ),
  },
} as const satisfies Record<string, Entry>
