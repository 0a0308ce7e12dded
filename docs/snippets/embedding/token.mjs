// Tokens for your pages: node token.mjs, with FRAMEGATE_PORTAL and FRAMEGATE_KEY in the environment.
import { createServer } from 'node:http'

const { FRAMEGATE_PORTAL, FRAMEGATE_KEY, PORT = '4100' } = process.env

// Replace this by the sessions of your CRM: who is signed in, by the cookie of this request.
const sessions = { 'a-session': { id: 'user-204', email: 'rob.ito@crm.example', name: 'Rob Ito' } }
const readUser = ({ headers }) => sessions[/(?:^|; )session=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '']

const server = createServer(async (request, response) => {
  const answer = (status, text) =>
    response.writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(text)
  if (request.method !== 'POST' || request.url !== '/framegate-token') return answer(404, 'Not found')
  if ((request.headers['sec-fetch-site'] ?? 'same-origin') !== 'same-origin') return answer(403, 'Not from here')
  const user = readUser(request)
  if (!user) return answer(401, 'Sign in first')
  const started = await fetch(`${FRAMEGATE_PORTAL}/api/v1/embed-sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${FRAMEGATE_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  }).catch(() => undefined)
  if (started?.status === 201) return answer(200, (await started.json()).token)
  console.error('The portal gave no token:', started ? await started.text() : 'it did not answer')
  return answer(502, 'The portal gave no token')
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(`Listening on http://127.0.0.1:${PORT}`))
