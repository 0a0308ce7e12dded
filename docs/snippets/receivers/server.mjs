import { createServer } from 'node:http'

const crmOrigin = '{{origin}}'
const port = {{port}}
const routes = new Map([
  {{routes}}
])
const secrets = (process.env.{{variable}} ?? '').split(/[\n,]/).map((secret) => secret.trim()).filter(Boolean)
if (secrets.length === 0) {
  console.error('Set {{variable}} to the secret. During a rotation to both, separated by a comma.')
  process.exit(1)
}

{{answer}}

{{verify}}

/** Shows the verified content as a list. Every value comes from a stranger: escape it wherever you write it. */
function page(title, data) {
  const items = list(data).map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`)
  return html(200, title, `<dl>${items.join('')}</dl>`)
}

function list(value, name = '') {
  if (typeof value !== 'object' || value === null) return [[name, value ?? '–']]
  return Object.entries(value).flatMap(([key, part]) => list(part, name ? `${name}.${key}` : key))
}

/** The strings and numbers among these values, or a fallback if there are none. */
function say(values, otherwise) {
  const known = values.filter((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
  return known.join(' ') || otherwise
}

/** One response for every refusal, so that a stranger does not learn why. */
function refuse() {
  return html(403, 'This page was not opened', '<p>It opens from the CRM. Go back there and reload the page.</p>')
}

function html(status, title, content) {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<style>body { margin: 1rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere } dt { font-weight: bold } dd { margin: 0 0 0.5rem }</style>
</head>
<body><main><h1>${escape(title)}</h1>${content}</main></body>
</html>
`
  return { status, type: 'text/html; charset=utf-8', body }
}

function json(status, value) {
  return { status, type: 'application/json', body: JSON.stringify(value) }
}

function escape(text) {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Null for more than 1 MB. */
async function readBody(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= 1_000_000) chunks.push(chunk)
  }
  return size <= 1_000_000 ? Buffer.concat(chunks) : null
}

async function respond(request) {
  const { method, url, headers } = request
  const body = await readBody(request)
  return body ? answer({ method, url, headers, body }, routes.get(url.split('?')[0])) : refuse()
}

createServer(async (request, response) => {
  const { status, type, body } = await respond(request).catch(refuse)
  response.writeHead(status, {
    'content-type': type,
    // Without this the CRM's page shows an empty frame.
    'content-security-policy': `frame-ancestors ${crmOrigin}`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}).listen(port, '127.0.0.1', () => {
  for (const path of routes.keys()) console.log(`Listening on http://127.0.0.1:${port}${path}`)
})
