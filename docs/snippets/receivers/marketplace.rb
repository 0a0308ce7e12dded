# What the CRM shows in the frame: put your own page here. POST and DELETE are postbacks.
def answer(method, url, headers, _body, _route)
  return answer_postback(method, headers) unless method == 'GET'

  data = read_launch(url, SECRETS)
  # The mode that the widget is registered with: {{mode}}. Without encryption only location and time are signed.
  return refuse unless data && (data.key?('user_id') ? 'encrypted' : 'plain') == '{{mode}}'

  contact = say([data['contact_id']], nil)
  show_page(contact ? "Contact #{contact}" : "Location #{data['location_id']}", data.except('access-token'))
end

# A location or user was registered (POST) or unregistered (DELETE). The URL names it: look it up before you act on it.
def answer_postback(method, headers)
  signed = %w[webhook-id webhook-timestamp webhook-signature].map { |name| headers.fetch(name, '') }
  unless %w[POST DELETE].include?(method) && postback?(*signed, SECRETS)
    return write_json(403, error: 'The signature does not fit, or is too old.')
  end

  write_json(200, status: method == 'POST' ? 'registered' : 'unregistered')
end
