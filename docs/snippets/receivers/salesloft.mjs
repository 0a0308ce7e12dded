/**
 * What the CRM shows in the frame: put your own page here. `route` is the slot. Each team has a secret: with more than a few teams,
 * find it by the tenant_id of the form.
 */
function answer({ method, body }, route) {
  const data = method === 'POST' && route ? readLaunch(body.toString(), secrets) : null
  if (!data) return refuse()
  const title = say([data.person?.display_name ?? data.account?.name], 'Nobody is selected')
  return page(title, { slot: route, ...data })
}
