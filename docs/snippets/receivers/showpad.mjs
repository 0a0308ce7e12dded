import { createHash } from 'node:crypto'

const people = [
  { id: '7', name: 'Jordan Sample', email: 'jordan@example.com', company: 'Sample Ltd', type: 'contact' },
  { id: '8', name: 'Zoë Doe', email: 'zoe@example.com', company: 'Doe & Co', type: 'contact' },
]

/** What is called by the CRM's server: put your own people here, and keep the activities. */
function answer({ method, headers, body }, route) {
  const signatures = headers['x-showpad-signature-v1'] ?? ''
  const timestamp = headers['x-showpad-signature-timestamp'] ?? ''
  const data = method === 'POST' && route ? readCall(body, signatures, timestamp, secrets) : null
  if (!data) return json(403, { errorMessage: 'The signature does not fit, or is too old.' })
  return route === 'activities' ? logActivity(body, timestamp) : findRecipients(data)
}

function findRecipients({ query }) {
  const text = String(query ?? '').trim().toLowerCase()
  const recipients = people.filter(({ name, email }) => text && `${name} ${email}`.toLowerCase().includes(text))
  return json(200, { recipients })
}

function logActivity(body, timestamp) {
  // The same call again has the same id: keep it, and log an activity once.
  const id = createHash('sha256').update(body).update(timestamp).digest('hex')
  return json(201, { id })
}
