require 'base64'
require 'json'
require 'openssl'
require 'time'
require 'uri'

# The signed context of a launch, or nil. `secrets` holds every live secret, `now` is in Unix seconds.
def read_launch(url, secrets, now = Time.now.to_f)
  query = URI.decode_www_form(url.split('#', 2).first.to_s.split('?', 2)[1].to_s)
  contexts = query.filter_map { |name, value| value if name == 'context' }
  signatures = query.filter_map { |name, value| value if name == 'signature' }
  return nil unless contexts.size == 1 && signatures.size == 1

  context, given = contexts.first, signatures.first.b
  signed = secrets.map do |secret|
    expected = OpenSSL::HMAC.hexdigest('SHA256', secret, context)
    expected.bytesize == given.bytesize && OpenSSL.fixed_length_secure_compare(expected, given)
  end
  return nil unless signed.any?

  text = context.tr('-_', '+/').delete_suffix('=').delete_suffix('=')
  json = Base64.strict_decode64(text + '=' * (-text.size % 4)).force_encoding('UTF-8')
  return nil unless json.valid_encoding?

  data = JSON.parse(json)
  return nil unless data.is_a?(Hash) && data['team'] && data['user'] && data.key?('person') != data.key?('company')
  return nil unless data['timestamp'].to_s.match?(/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\z/)

  (-60..300).cover?(now - Time.iso8601(data['timestamp']).to_r) ? data : nil
rescue ArgumentError, JSON::ParserError, EncodingError
  nil
end

# From the command line: ruby verify.rb URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if __FILE__ == $PROGRAM_NAME
  data = read_launch(ARGV[0].to_s, ENV.fetch('SECRETS', '').split("\n"), Float(ENV.fetch('NOW') { Time.now.to_f }))
  puts data ? JSON.generate(data) : 'refused'
  exit(data ? 0 : 1)
end
