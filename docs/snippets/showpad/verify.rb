require 'base64'
require 'json'
require 'openssl'

# The body of a call, or nil. `body` is the raw bytes, before any JSON parser. `signatures` and `timestamp` are the values of
# x-showpad-signature-v1 and x-showpad-signature-timestamp. `secrets` holds every live secret, `now` is in Unix seconds.
def read_call(body, signatures, timestamp, secrets, now = Time.now.to_i)
  return nil unless timestamp.b.match?(/\A[0-9]{10}\z/n)

  given = signatures.b.split(',').map(&:strip)
  return nil unless (-60..300).cover?(now.to_i - timestamp.to_i) && given.size <= 10

  signed = secrets.product(given).map do |secret, signature|
    expected = Base64.strict_encode64(OpenSSL::HMAC.digest('SHA256', secret, "#{body.b}.#{timestamp}"))
    expected.bytesize == signature.bytesize && OpenSSL.fixed_length_secure_compare(expected, signature)
  end
  text = body.dup.force_encoding('UTF-8')
  return nil unless signed.any? && text.valid_encoding?

  data = JSON.parse(text)
  data.is_a?(Hash) && data['showpadInfo'].is_a?(Hash) ? data : nil
rescue JSON::ParserError, EncodingError
  nil
end

# From the command line: ruby verify.rb SIGNATURES TIMESTAMP < body,
# with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if __FILE__ == $PROGRAM_NAME
  now = Float(ENV.fetch('NOW') { Time.now.to_f })
  data = read_call($stdin.binmode.read, ARGV[0].to_s, ARGV[1].to_s, ENV.fetch('SECRETS', '').split("\n"), now)
  puts data ? JSON.generate(data) : 'refused'
  exit(data ? 0 : 1)
end
