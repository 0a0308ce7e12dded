const people = [
  { id: '7', name: 'Jordan Sample' },
  { id: '8', name: 'Zoë Doe' },
]

/** What the CRM shows in the frame, and what it finds: put your own people here. */
function answer({ method, url }, route) {
  const data = method === 'GET' && route ? readRequest(url, secrets) : null
  if (route === 'search') return search(data)
  if (!data) return refuse()
  const person = people.find(({ id }) => id === data.id)
  return page(person?.name ?? 'This record is not linked yet', { id: data.id ?? '', ...person })
}

function search(data) {
  if (!data) return json(403, { status: 'error', error: 'The signature does not fit, or has expired.' })
  const query = String(data.q ?? '').trim().toLowerCase()
  const results = people.filter(({ name }) => query && name.toLowerCase().includes(query))
  return json(200, { results })
}
