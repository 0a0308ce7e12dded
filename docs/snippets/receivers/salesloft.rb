# What the CRM shows in the frame: put your own page here. `route` is the slot. Each team has a secret: with more than a few teams,
# find it by the tenant_id of the form.
def answer(method, _url, _headers, body, route)
  data = method == 'POST' && route ? read_launch(body, SECRETS) : nil
  return refuse unless data

  name = data.dig('person', 'display_name') || data.dig('account', 'name')
  show_page(say([name], 'Nobody is selected'), { 'slot' => route }.merge(data))
end
