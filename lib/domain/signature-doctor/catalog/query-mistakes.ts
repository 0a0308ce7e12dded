import { change, type Entry } from '@/lib/domain/signature-doctor/catalog/entry'

/** What every language has to write, as PHP does. */
const asPhp = {
  node: "new URLSearchParams(params).toString().replaceAll('*', '%2A')",
  python: "urlencode(params).replace('~', '%7E')",
  php: "http_build_query($params, '', '&')",
  ruby: "URI.encode_www_form(params).gsub('*', '%2A')",
}
const otherwise = (node: string, python: string, php: string, ruby: string) =>
  change({ node, python, php, ruby }, asPhp)

/** How a query comes out otherwise than PHP writes it. */
export const queryMistakes = {
  'signature-left-in': {
    title: 'The signature itself was signed too',
    why: 'Remove the signature first, and sign the other parameters in their original order.',
    fix: change(
      { node: 'params', python: 'params', php: '$params', ruby: 'params' },
      {
        node: "params.delete('sig')",
        python: "params.pop('sig')",
        php: "unset($params['sig']);",
        ruby: "params.delete('sig')",
      },
    ),
  },
  'parameters-sorted': {
    title: 'The parameters were sorted',
    why: 'Sign them in the order in which they arrive.',
    fix: change(
      {
        node: 'params.sort()',
        python: 'sorted(params.items())',
        php: 'ksort($params);',
        ruby: 'params.sort',
      },
      {
        node: '// nothing: keep the order',
        python: 'params.items()',
        php: '// nothing: keep the order',
        ruby: 'params',
      },
    ),
  },
  'parameters-decoded': {
    title: 'The parameters were signed unencoded',
    why: 'Sign the query as PHP’s http_build_query writes it.',
    fix: otherwise(
      "'q=' + q + '&expires=' + expires",
      "f'q={q}&expires={expires}'",
      "'q=' . $q . '&expires=' . $expires",
      '"q=#{q}&expires=#{expires}"',
    ),
  },
  'parameters-joined-otherwise': {
    title: 'The parameters were joined differently',
    why: 'Put & between parameters, and = between name and value.',
    fix: otherwise("pairs.join(';')", "';'.join(pairs)", "implode(';', $pairs)", "pairs.join(';')"),
  },
  'ampersand-escaped': {
    title: 'The & was written as &amp;',
    why: 'That is HTML. PHP does it where arg_separator.output is &amp;, and a URL copied out of a page has it.',
    fix: otherwise(
      'escapeHtml(params.toString())',
      'html.escape(urlencode(params))',
      'http_build_query($params)',
      'CGI.escapeHTML(params.to_query)',
    ),
  },
  'query-as-written': {
    title: 'The query was signed as received',
    why: 'Parse the query and write it again as PHP does. Another encoding of the same values gives another signature.',
    fix: otherwise(
      "url.split('?')[1]",
      'request.query_string',
      "$_SERVER['QUERY_STRING']",
      'request.query_string',
    ),
  },
  'star-left-bare': {
    title: 'The * was not encoded (URLSearchParams)',
    why: 'PHP writes it as %2A, and that text was signed.',
    fix: otherwise(
      'new URLSearchParams(params).toString()',
      "urlencode(params, safe='*')",
      "str_replace('%2A', '*', http_build_query($params))",
      'URI.encode_www_form(params)',
    ),
  },
  'tilde-left-bare': {
    title: 'The ~ was not encoded',
    why: 'PHP writes it as %7E in a query, and that text was signed.',
    fix: otherwise(
      'encodeURIComponent(value)',
      'urlencode(params)',
      "http_build_query($params, '', '&', PHP_QUERY_RFC3986)",
      'CGI.escape(value)',
    ),
  },
  'marks-left-bare': {
    title: "One of ! ' ( ) was not encoded",
    why: 'PHP writes them as %21, %27, %28 and %29, and that text was signed.',
    fix: otherwise(
      'encodeURIComponent(value)',
      'urlencode(params, safe="!\'()")',
      'rawurlencode($value)',
      'URI::DEFAULT_PARSER.escape(value)',
    ),
  },
  'reserved-left-bare': {
    title: 'A / : @ , ; $ or ? was not encoded',
    why: 'PHP encodes them in names and values, and that text was signed.',
    fix: otherwise('encodeURI(value)', 'quote(value)', '$value', 'URI::DEFAULT_PARSER.escape(value)'),
  },
  'brackets-left-bare': {
    title: 'Brackets in names were not encoded',
    why: 'PHP writes [ and ] as %5B and %5D, and that text was signed.',
    fix: otherwise(
      'qs.stringify(params, { encodeValuesOnly: true })',
      "urlencode(params, safe='[]')",
      'urldecode(http_build_query($params))',
      "params.to_query.gsub('%5B', '[')",
    ),
  },
  'brackets-not-numbered': {
    title: 'Brackets have no numbers',
    why: 'PHP reads a[]=1&a[]=2 as a list and writes it as a[0]=1&a[1]=2.',
    fix: change(
      {
        node: 'a%5B%5D=1&a%5B%5D=2 // from URLSearchParams',
        python: "urlencode({'a[]': [1, 2]}, doseq=True)",
        php: "preg_replace('/%5B\\d+%5D/', '%5B%5D', http_build_query($params))",
        ruby: '{ a: [1, 2] }.to_query',
      },
      {
        node: "values.map((value, index) => ['a[' + index + ']', value])",
        python: "urlencode([(f'a[{i}]', v) for i, v in enumerate(values)])",
        php: "http_build_query($params, '', '&')",
        ruby: 'values.each_with_index.map { |value, i| ["a[#{i}]", value] }',
      },
    ),
  },
  'names-kept': {
    title: 'A full stop or space in a name was not replaced',
    why: 'PHP turns both into _ when it reads a query, and signs the changed name.',
    fix: change(
      { node: "'a.b=1'", python: "'a.b=1'", php: "'a.b=1'", ruby: "'a.b=1'" },
      {
        node: "name.replace(/[ .]/g, '_')",
        python: "re.sub(r'[ .]', '_', name)",
        php: "parse_str($query, $params); http_build_query($params, '', '&')",
        ruby: "name.tr(' .', '_')",
      },
    ),
  },
  'doubles-kept': {
    title: 'A duplicate parameter was signed twice',
    why: 'PHP keeps the last value, in the position of the first.',
    fix: change(
      {
        node: 'new URLSearchParams(query).toString()',
        python: 'urlencode(parse_qsl(query))',
        php: "$_SERVER['QUERY_STRING']",
        ruby: 'URI.encode_www_form(URI.decode_www_form(query))',
      },
      {
        node: 'new URLSearchParams(Object.fromEntries(new URLSearchParams(query))).toString()',
        python: 'urlencode(dict(parse_qsl(query)))',
        php: "parse_str($query, $params); http_build_query($params, '', '&')",
        ruby: 'URI.encode_www_form(URI.decode_www_form(query).to_h)',
      },
    ),
  },
  'space-as-percent-20': {
    title: 'A space was written as %20',
    why: 'PHP writes it as +, by RFC 1738.',
    fix: otherwise(
      'encodeURIComponent(value)',
      'urlencode(params, quote_via=quote)',
      "http_build_query($params, '', '&', PHP_QUERY_RFC3986)",
      'ERB::Util.url_encode(value)',
    ),
  },
  'percent-lower-case': {
    title: 'Percent-encoding is in lower case',
    why: 'PHP writes %C3%A9 and not %c3%a9, and that text was signed.',
    fix: change(
      {
        node: 'encoded.toLowerCase()',
        python: 'encoded.lower()',
        php: 'strtolower($encoded)',
        ruby: 'encoded.downcase',
      },
      asPhp,
    ),
  },
  'expires-left-out': {
    title: 'expires was not signed',
    why: 'The signature covers all parameters except sig.',
    fix: change(
      {
        node: "params.delete('sig'); params.delete('expires')",
        python: "params.pop('sig'); params.pop('expires')",
        php: "unset($params['sig'], $params['expires']);",
        ruby: "params.except('sig', 'expires')",
      },
      {
        node: "params.delete('sig')",
        python: "params.pop('sig')",
        php: "unset($params['sig']);",
        ruby: "params.except('sig')",
      },
    ),
  },
  'parameter-added': {
    title: 'A parameter was added after signing',
    why: 'A campaign tag, a proxy or a redirect added it, so you verify one parameter more than was signed.',
    fix: change(
      {
        node: 'verify(allParameters)',
        python: 'verify(all_parameters)',
        php: 'verify($_GET)',
        ruby: 'verify(params)',
      },
      {
        node: "params.delete('utm_source')",
        python: "params.pop('utm_source', None)",
        php: "unset($params['utm_source']);",
        ruby: "params.delete('utm_source')",
      },
    ),
  },
  'framework-parameter': {
    title: 'A parameter from the framework was signed',
    why: 'The router adds its own parameters, such as _path or _route, to those of the request.',
    fix: change(
      {
        node: 'request.query',
        python: 'request.args',
        php: '$request->query->all()',
        ruby: 'params',
      },
      {
        node: 'new URL(request.url, base).searchParams',
        python: 'parse_qsl(request.query_string.decode())',
        php: "parse_str($_SERVER['QUERY_STRING'], $params);",
        ruby: 'request.query_parameters',
      },
    ),
  },
} as const satisfies Record<string, Entry>
