import { createHash } from 'node:crypto'

const people = [
  { id: '7', name: 'Jordan Sample', email: 'jordan@example.com', company: 'Sample Ltd', type: 'contact' },
  { id: '8', name: 'Zoë Doe', email: 'zoe@example.com', company: 'Doe & Co', type: 'contact' },
]

/** The CRM's server calls this: return your own people, and store the activities. */
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
  // A repeated call has the same id: store it, and log each activity once.
  const id = createHash('sha256').update(body).update(timestamp).digest('hex')
  return json(201, { id })
}
