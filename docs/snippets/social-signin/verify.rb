require 'json'
require 'openssl'
require 'uri'

# The signed parameters of a request, or nil. `secrets` holds every live secret, `now` is in Unix seconds.
# The platform signs what PHP's http_build_query writes. Names with brackets need all of PHP's rules and are refused here.
def read_request(url, secrets, now = Time.now.to_i)
  parameters = {}
  URI.decode_www_form(url.split('#', 2).first.to_s.split('?', 2)[1].to_s).each do |name, value|
    return nil if name.b.match?(/[\[\]\0]/n)

    parameters[name.sub(/\A +/, '').tr(' .', '_')] = value
  end
  signature, expires = parameters.delete('sig'), parameters['expires']
  return nil unless signature && expires.to_s.match?(/\A[0-9]{1,10}\z/)

  base = parameters.map { |name, value| "#{php_encode(name)}=#{php_encode(value)}" }.join('&')
  signed = secrets.map do |secret|
    expected = OpenSSL::HMAC.hexdigest('SHA256', secret, base)
    expected.bytesize == signature.bytesize && OpenSSL.fixed_length_secure_compare(expected, signature.b)
  end
  signed.any? && now.to_i <= expires.to_i ? parameters : nil
rescue ArgumentError, EncodingError
  nil
end

# Ruby leaves * as it is, PHP does not.
def php_encode(text)
  URI.encode_www_form_component(text).gsub('*', '%2A')
end

# From the command line: ruby verify.rb URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if __FILE__ == $PROGRAM_NAME
  data = read_request(ARGV[0].to_s, ENV.fetch('SECRETS', '').split("\n"), Float(ENV.fetch('NOW') { Time.now.to_f }))
  puts data ? JSON.generate(data) : 'refused'
  exit(data ? 0 : 1)
end
