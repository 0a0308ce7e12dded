PEOPLE = [
  { id: '7', name: 'Jordan Sample', email: 'jordan@example.com', company: 'Sample Ltd', type: 'contact' },
  { id: '8', name: 'Zoë Doe', email: 'zoe@example.com', company: 'Doe & Co', type: 'contact' }
].freeze

# What is called by the CRM's server: put your own people here, and keep the activities.
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
  # The same call again has the same id: keep it, and log an activity once.
  write_json(201, id: OpenSSL::Digest::SHA256.hexdigest(body + timestamp))
end
