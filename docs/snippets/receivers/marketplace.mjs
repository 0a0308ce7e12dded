/** What the CRM shows in the frame: put your own page here. POST and DELETE are postbacks. */
function answer({ method, url, headers }) {
  if (method !== 'GET') return answerPostback(method, headers)
  const data = readLaunch(url, secrets)
  // The mode that the widget is registered with: {{mode}}. Without encryption only location and time are signed.
  if (!data || ('user_id' in data ? 'encrypted' : 'plain') !== '{{mode}}') return refuse()
  const { 'access-token': token, ...shown } = data
  return page(data.contact_id ? `Contact ${data.contact_id}` : `Location ${data.location_id}`, shown)
}

/** A location or user was registered (POST) or unregistered (DELETE). The URL names it: look it up before you act on it. */
function answerPostback(method, headers) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers
  if (!['POST', 'DELETE'].includes(method) || !isPostback(id ?? '', timestamp ?? '', signatures ?? '', secrets))
    return json(403, { error: 'The signature does not fit, or is too old.' })
  return json(200, { status: method === 'POST' ? 'registered' : 'unregistered' })
}
