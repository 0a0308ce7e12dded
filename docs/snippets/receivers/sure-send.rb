# What the CRM shows in the frame: put your own page here.
def answer(method, url, _headers, _body, route)
  data = method == 'GET' && route ? read_launch(url, SECRETS) : nil
  return refuse unless data

  record = data['person'] || data['company']
  show_page(say(record.values_at('firstName', 'lastName', 'name'), 'Without a name'), data)
end
