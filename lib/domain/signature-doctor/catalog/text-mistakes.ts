import { change, type Entry, same, text } from '@/lib/domain/signature-doctor/catalog/entry'

const context = {
  node: "url.searchParams.get('context')",
  python: "request.args['context'].encode()",
  php: "$_GET['context']",
  ruby: "params['context']",
}
const bodyAndTime = {
  node: "rawBody + '.' + timestamp",
  python: "raw_body + b'.' + timestamp.encode()",
  php: "$rawBody . '.' . $timestamp",
  ruby: "raw_body + '.' + timestamp",
}
const locationAndTime = {
  node: 'locationId + timestamp',
  python: '(location_id + timestamp).encode()',
  php: '$locationId . $timestamp',
  ruby: 'location_id + timestamp',
}
const rawBody = {
  node: 'rawBody',
  python: 'request.get_data()',
  php: "file_get_contents('php://input')",
  ruby: 'request.body.read',
}

/** How the signed text comes out wrong. */
export const textMistakes = {
  'signed-json': {
    title: 'The decoded JSON was signed',
    why: 'Sign the text as you received it: the base64 of a context, or the query of a call.',
    fix: text(
      {
        node: 'JSON.stringify(context)',
        python: 'json.dumps(context).encode()',
        php: 'json_encode($context)',
        ruby: 'context.to_json',
      },
      context,
    ),
  },
  'signed-encoded': {
    title: 'The percent-encoded text was signed',
    why: 'Percent-decode the parameter first, then verify it.',
    fix: text(
      {
        node: 'rawQueryValue',
        python: 'raw_query_value.encode()',
        php: '$rawQueryValue',
        ruby: 'raw_query_value',
      },
      context,
    ),
  },
  'signed-decoded-twice': {
    title: 'The value was decoded twice before it was signed',
    why: 'Your framework already decoded it. Decoding it again turns each + of the base64 into a space.',
    fix: text(
      {
        node: "decodeURIComponent(query.context.replaceAll('+', ' '))",
        python: "unquote_plus(request.args['context']).encode()",
        php: "urldecode($_GET['context'])",
        ruby: "CGI.unescape(params['context'])",
      },
      context,
    ),
  },
  'signed-base64url': {
    title: 'The context was converted to base64url',
    why: 'Sign the text exactly as you received it.',
    fix: text(
      {
        node: "Buffer.from(json).toString('base64url')",
        python: 'base64.urlsafe_b64encode(json)',
        php: "strtr($base64, '+/', '-_')",
        ruby: 'Base64.urlsafe_encode64(json)',
      },
      context,
    ),
  },
  'signed-without-padding': {
    title: 'The = at the end was not signed',
    why: 'The padding is part of the signed text.',
    fix: text(
      {
        node: "context.replace(/=+$/, '')",
        python: "context.rstrip('=').encode()",
        php: "rtrim($context, '=')",
        ruby: "context.delete_suffix('=')",
      },
      context,
    ),
  },
  'signed-line-wrapped': {
    title: 'Base64 with line breaks was signed',
    why: 'Some encoders break lines after 60, 64 or 76 characters, or end with a line break. Each line break changes the signature.',
    fix: change(
      {
        node: 'openssl base64',
        python: 'base64.encodebytes(json)',
        php: 'chunk_split(base64_encode($json))',
        ruby: 'Base64.encode64(json)',
      },
      {
        node: "Buffer.from(json).toString('base64')",
        python: 'base64.b64encode(json)',
        php: 'base64_encode($json)',
        ruby: 'Base64.strict_encode64(json)',
      },
    ),
  },
  'signed-base64': {
    title: 'The body was encoded before signing',
    why: 'Sign the body’s own bytes, not their base64 or hex.',
    fix: text(
      {
        node: "rawBody.toString('base64') + '.' + timestamp",
        python: "base64.b64encode(raw_body) + b'.' + timestamp.encode()",
        php: "base64_encode($rawBody) . '.' . $timestamp",
        ruby: "Base64.strict_encode64(raw_body) + '.' + timestamp",
      },
      bodyAndTime,
    ),
  },
  'signed-reserialised': {
    title: 'The JSON was parsed and rewritten before signing',
    why: 'Programs differ in how they space, order and escape JSON. Verify the raw bytes.',
    fix: text(
      {
        node: 'JSON.stringify(request.body)',
        python: 'json.dumps(request.json).encode()',
        php: "json_encode(json_decode(file_get_contents('php://input')))",
        ruby: 'params.to_json',
      },
      rawBody,
    ),
  },
  'body-lost': {
    title: 'The body was empty',
    why: 'A parser had already read it. Keep the raw bytes, and parse them after verification.',
    fix: change(
      {
        node: 'app.use(express.json()) // then JSON.stringify(request.body)',
        python: 'request.get_json()  # before request.get_data()',
        php: '$rawBody = http_build_query($_POST);',
        ruby: 'request.body.read  # for the second time',
      },
      {
        node: "app.post(path, express.raw({ type: '*/*' }), verify)",
        python: 'raw_body = request.get_data(cache=True)',
        php: "$rawBody = file_get_contents('php://input');",
        ruby: 'request.body.rewind; raw_body = request.body.read',
      },
    ),
  },
  'signed-charset': {
    title: 'The text was signed in another character set',
    why: 'Use UTF-8 without a byte order mark. The signature differs only for non-ASCII names.',
    fix: text(
      {
        node: "Buffer.from(text, 'latin1')",
        python: "text.encode('latin-1')",
        php: "mb_convert_encoding($text, 'ISO-8859-1', 'UTF-8')",
        ruby: "text.encode('ISO-8859-1')",
      },
      {
        node: "Buffer.from(text, 'utf8')",
        python: "text.encode('utf-8')",
        php: '$text',
        ruby: "text.encode('UTF-8')",
      },
    ),
  },
  'signed-digest': {
    title: 'A hash of the text was signed',
    why: 'The HMAC hashes the text itself.',
    fix: text(
      {
        node: 'sha256(text)',
        python: 'hashlib.sha256(text).digest()',
        php: "hash('sha256', $text)",
        ruby: 'Digest::SHA256.hexdigest(text)',
      },
      { node: 'text', python: 'text', php: '$text', ruby: 'text' },
    ),
  },
  'signed-with-name': {
    title: 'The parameter’s name was signed too',
    why: 'Sign only the value.',
    fix: text(
      {
        node: "'context=' + context",
        python: "('context=' + context).encode()",
        php: "'context=' . $context",
        ruby: "'context=' + context",
      },
      context,
    ),
  },
  'signed-whole-url': {
    title: 'The whole URL was signed',
    why: 'The signature doesn’t cover the scheme, host, path or question mark.',
    fix: text(
      {
        node: 'request.url',
        python: 'request.url.encode()',
        php: "$_SERVER['REQUEST_URI']",
        ruby: 'request.url',
      },
      {
        node: 'signedPart',
        python: 'signed_part',
        php: '$signedPart',
        ruby: 'signed_part',
      },
    ),
  },
  'line-breaks-changed': {
    title: 'Line breaks or trailing spaces differ',
    why: 'They changed between signing and sending, or when the request was pasted here. Each one changes the signature.',
    fix: same('a body with rewritten line breaks', 'the raw bytes of the body'),
  },
  'separator-missing': {
    title: 'The separator is missing',
    why: 'Put a full stop between body and timestamp.',
    fix: text(
      {
        node: 'rawBody + timestamp',
        python: 'raw_body + timestamp.encode()',
        php: '$rawBody . $timestamp',
        ruby: 'raw_body + timestamp',
      },
      bodyAndTime,
    ),
  },
  'separator-other': {
    title: 'Another separator was used',
    why: 'Put a full stop between body and timestamp.',
    fix: text(
      {
        node: "rawBody + ':' + timestamp",
        python: "raw_body + b':' + timestamp.encode()",
        php: "$rawBody . ':' . $timestamp",
        ruby: "raw_body + ':' + timestamp",
      },
      bodyAndTime,
    ),
  },
  'separator-added': {
    title: 'A separator was added',
    why: 'Join location and timestamp without a separator.',
    fix: text(
      {
        node: "locationId + '.' + timestamp",
        python: "(location_id + '.' + timestamp).encode()",
        php: "$locationId . '.' . $timestamp",
        ruby: "location_id + '.' + timestamp",
      },
      locationAndTime,
    ),
  },
  'parts-swapped': {
    title: 'The two parts are in the wrong order',
    why: 'The timestamp comes last.',
    fix: text(
      {
        node: "timestamp + '.' + rawBody",
        python: "timestamp.encode() + b'.' + raw_body",
        php: "$timestamp . '.' . $rawBody",
        ruby: "timestamp + '.' + raw_body",
      },
      bodyAndTime,
    ),
  },
  'timestamp-left-out': {
    title: 'The timestamp was not signed',
    why: 'The signature covers the timestamp, so that nobody can replay the request later.',
    fix: text({ node: 'rawBody', python: 'raw_body', php: '$rawBody', ruby: 'raw_body' }, bodyAndTime),
  },
  'location-left-out': {
    title: 'The location was not signed',
    why: 'Sign location and timestamp, without a separator.',
    fix: text(
      { node: 'timestamp', python: 'timestamp.encode()', php: '$timestamp', ruby: 'timestamp' },
      locationAndTime,
    ),
  },
  'location-case-changed': {
    title: 'The location’s letters changed case',
    why: 'Sign the id exactly as it is in the URL.',
    fix: text(
      {
        node: 'locationId.toUpperCase() + timestamp',
        python: '(location_id.upper() + timestamp).encode()',
        php: 'strtoupper($locationId) . $timestamp',
        ruby: 'location_id.upcase + timestamp',
      },
      locationAndTime,
    ),
  },
} as const satisfies Record<string, Entry>
