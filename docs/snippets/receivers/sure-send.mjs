/** What the CRM shows in the frame: put your own page here. */
function answer({ method, url }, route) {
  const data = method === 'GET' && route ? readLaunch(url, secrets) : null
  if (!data) return refuse()
  const { firstName, lastName, name } = data.person ?? data.company
  return page(say([firstName, lastName, name], 'Without a name'), data)
}
