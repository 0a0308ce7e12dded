PEOPLE = [
  { id: '7', name: 'Jordan Sample', email: 'jordan@example.com', company: 'Sample Ltd', type: 'contact' },
  { id: '8', name: 'Zoë Doe', email: 'zoe@example.com', company: 'Doe & Co', type: 'contact' }
].freeze

# The CRM's server calls this: return your own people, and store the activities.
def answer(method, _url, headers, body, route)
  signatures = headers.fetch('x-showpad-signature-v1', '')
  timestamp = headers.fetch('x-showpad-signature-timestamp', '')
  data = method == 'POST' && route ? read_call(body, signatures, timestamp, SECRETS) : nil
  return write_json(403, errorMessage: 'The signature does not fit, or is too old.') unless data

  route == 'activities' ? log_activity(body, timestamp) : find_recipients(data)
end

def find_recipients(data)
  query = data['query'].to_s.strip.downcase
  found = PEOPLE.select { |one| !query.empty? && "#{one[:name]} #{one[:email]}".downcase.include?(query) }
  write_json(200, recipients: found)
end

def log_activity(body, timestamp)
  # A repeated call has the same id: store it, and log each activity once.
  write_json(201, id: OpenSSL::Digest::SHA256.hexdigest(body + timestamp))
end
