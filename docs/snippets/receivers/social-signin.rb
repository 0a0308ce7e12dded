PEOPLE = [
  { 'id' => '7', 'name' => 'Jordan Sample' },
  { 'id' => '8', 'name' => 'Zoë Doe' }
].freeze

# What the CRM shows in the frame, and what it finds: put your own people here.
def answer(method, url, _headers, _body, route)
  data = method == 'GET' && route ? read_request(url, SECRETS) : nil
  return search(data) if route == 'search'
  return refuse unless data

  person = PEOPLE.find { |one| one['id'] == data['id'] } || { 'name' => 'This record is not linked yet' }
  show_page(person['name'], { 'id' => data['id'] }.merge(person))
end

def search(data)
  return write_json(403, status: 'error', error: 'The signature does not fit, or has expired.') unless data

  query = data['q'].to_s.strip.downcase
  write_json(200, results: PEOPLE.select { |one| !query.empty? && one['name'].downcase.include?(query) })
end
