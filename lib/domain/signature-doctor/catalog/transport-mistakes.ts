import { change, type Entry, same } from '@/lib/domain/signature-doctor/catalog/entry'

const encoded = {
  node: "url + '?context=' + encodeURIComponent(context)",
  python: "url + '?' + urlencode({'context': context})",
  php: "$url . '?context=' . rawurlencode($context)",
  ruby: "url + '?' + URI.encode_www_form(context: context)",
}
const bare = {
  node: "url + '?context=' + context",
  python: "url + '?context=' + context",
  php: "$url . '?context=' . $context",
  ruby: "url + '?context=' + context",
}
const base64 = {
  node: "Buffer.from(json).toString('base64')",
  python: 'base64.b64encode(json).decode()',
  php: 'base64_encode($json)',
  ruby: 'Base64.strict_encode64(json)',
}
const seconds = {
  node: 'Math.floor(Date.now() / 1000)',
  python: 'int(time.time())',
  php: 'time()',
  ruby: 'Time.now.to_i',
}
const moment = {
  node: 'new Date().toISOString()',
  python: "datetime.now(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')",
  php: "gmdate('Y-m-d\\TH:i:s\\Z')",
  ruby: 'Time.now.utc.iso8601',
}

/** What happens on the way, and to the time. */
export const transportMistakes = {
  'plus-turned-into-space': {
    title: 'A + in the base64 arrived as a space',
    why: 'In a URL, + means a space. It happens only with some names, because not every base64 text has a +.',
    fix: change(bare, encoded),
  },
  'encoded-twice': {
    title: 'The value was percent-encoded twice',
    why: 'After decoding once, it still contains %2B, %2F or %3D.',
    fix: change(
      {
        node: "params.set('context', encodeURIComponent(context))",
        python: "urlencode({'context': quote(context)})",
        php: "http_build_query(['context' => rawurlencode($context)])",
        ruby: 'URI.encode_www_form(context: CGI.escape(context))',
      },
      {
        node: "params.set('context', context)",
        python: "urlencode({'context': context})",
        php: "http_build_query(['context' => $context])",
        ruby: 'URI.encode_www_form(context: context)',
      },
    ),
  },
  'not-encoded': {
    title: 'The base64 in the URL is not percent-encoded',
    why: 'This one works because it has no +. The next name may have one.',
    fix: change(bare, encoded),
  },
  'base64url-for-base64': {
    title: 'The value was written in base64url',
    why: 'The published format is standard base64 with padding.',
    fix: change(
      {
        node: "Buffer.from(json).toString('base64url')",
        python: 'base64.urlsafe_b64encode(json)',
        php: "strtr(base64_encode($json), '+/', '-_')",
        ruby: 'Base64.urlsafe_encode64(json)',
      },
      base64,
    ),
  },
  'base64-line-wrapped': {
    title: 'The base64 has line breaks',
    why: 'Some encoders break lines after 60, 64 or 76 characters. In a URL, the value must be on one line.',
    fix: change(
      {
        node: 'openssl base64',
        python: 'base64.encodebytes(json)',
        php: 'chunk_split(base64_encode($json))',
        ruby: 'Base64.encode64(json)',
      },
      base64,
    ),
  },
  'base64-twice': {
    title: 'The value was encoded in base64 twice',
    why: 'After decoding once, it is still base64. Encode it only once.',
    fix: change(
      {
        node: "btoa(Buffer.from(json).toString('base64'))",
        python: 'base64.b64encode(base64.b64encode(json))',
        php: 'base64_encode(base64_encode($json))',
        ruby: 'Base64.strict_encode64(Base64.strict_encode64(json))',
      },
      base64,
    ),
  },
  milliseconds: {
    title: 'The timestamp is in milliseconds',
    why: 'Use Unix time in seconds, with ten digits.',
    fix: change(
      {
        node: 'Date.now()',
        python: 'int(time.time() * 1000)',
        php: '(int) (microtime(true) * 1000)',
        ruby: '(Time.now.to_f * 1000).to_i',
      },
      seconds,
    ),
  },
  'timestamp-malformed': {
    title: 'The timestamp can’t be read',
    why: 'The receiver can’t tell whether the request is fresh.',
    fix: change(
      {
        node: 'new Date().toString()',
        python: 'str(datetime.now())',
        php: "date('r')",
        ruby: 'Time.now.to_s',
      },
      moment,
    ),
  },
  'timestamp-other-format': {
    title: 'The signed and sent timestamps differ in format',
    why: 'Sign exactly the digits that you send.',
    fix: change(moment, seconds),
  },
  'clock-behind': {
    title: 'The request is too old',
    why: 'It was signed too long ago, or the signer’s clock is behind.',
    fix: same('a stored request, or a slow clock', 'sign when you send; set the clock by NTP'),
  },
  'clock-ahead': {
    title: 'The request is from the future',
    why: 'The signer’s clock is ahead, or it added its time zone.',
    fix: same('a fast clock', 'set the clock by NTP, and write times in UTC'),
  },
  'parameter-missing': {
    title: 'A required parameter is missing',
    why: 'The request can’t be verified without it.',
    fix: same('a request without it', 'every required parameter, once each'),
  },
  'parameter-doubled': {
    title: 'A parameter is duplicated',
    why: 'Two programs may read different values.',
    fix: change(
      {
        node: 'params.append(name, value)',
        python: 'params.append((name, value))',
        php: "$query .= '&' . $pair;",
        ruby: 'params << [name, value]',
      },
      {
        node: 'params.set(name, value)',
        python: 'params[name] = value',
        php: '$params[$name] = $value;',
        ruby: 'params[name] = value',
      },
    ),
  },
  'identity-mismatch': {
    title: 'The ids differ from those in the payload',
    why: 'The ids outside the payload only select the secret. The ids inside say whose launch it is.',
    fix: same('a payload of one tenant with another’s ids', 'the ids of the payload'),
  },
} as const satisfies Record<string, Entry>
