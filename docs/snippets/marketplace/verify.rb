require 'base64'
require 'json'
require 'openssl'
require 'uri'

# What a launch proves, or nil: the decrypted object, or from a plain URL only location and timestamp. The rest of the URL is a
# hint without a signature. Look up decrypted ids in your own data only: the encryption has no MAC.
# `secrets` holds every live secret, `now` is in Unix seconds.
def read_launch(url, secrets, now = Time.now.to_i)
  pairs = URI.decode_www_form(url.split('#', 2).first.to_s.split('?', 2)[1].to_s)
  query = pairs.group_by(&:first).transform_values { |same| same.map(&:last) }
  return nil if query.key?('data') == query.key?('hmac')

  names = query.key?('data') ? %w[data] : %w[location_id timestamp hmac]
  return nil unless names.all? { |name| query[name]&.size == 1 }

  values = names.map { |name| query[name].first }
  return read_plain(*values, secrets, now) unless query.key?('data')

  secrets.lazy.filter_map { |secret| decrypt_data(values.first, secret) }.first
rescue ArgumentError, EncodingError
  nil
end

def read_plain(location_id, timestamp, given, secrets, now)
  # The signed text has no separator, so both parts have a strict format.
  return nil unless location_id.b.match?(/\A[A-Za-z0-9_-]{1,64}\z/n) && timestamp.b.match?(/\A[0-9]{10}\z/n)

  signed = secrets.map do |secret|
    expected = OpenSSL::HMAC.hexdigest('SHA256', secret, location_id + timestamp)
    expected.bytesize == given.bytesize && OpenSSL.fixed_length_secure_compare(expected, given.b)
  end
  fresh = (-60..300).cover?(now.to_i - timestamp.to_i)
  signed.any? && fresh ? { 'location_id' => location_id, 'timestamp' => timestamp } : nil
end

def decrypt_data(text, secret)
  bytes = Base64.strict_decode64(text)
  return nil unless Base64.strict_encode64(bytes) == text && bytes.start_with?('Salted__')

  first = OpenSSL::Digest::MD5.digest(secret.b + bytes[8, 8])
  second = OpenSSL::Digest::MD5.digest(first + secret.b + bytes[8, 8])
  cipher = OpenSSL::Cipher.new('aes-256-cbc').decrypt
  cipher.key, cipher.iv = first + second, OpenSSL::Digest::MD5.digest(second + secret.b + bytes[8, 8])
  json = (cipher.update(bytes[16..]) + cipher.final).force_encoding('UTF-8')
  data = json.valid_encoding? ? JSON.parse(json) : nil
  data.is_a?(Hash) && data['location_id'].is_a?(String) && data['user_id'].is_a?(String) ? data : nil
rescue ArgumentError, TypeError, OpenSSL::Cipher::CipherError, JSON::ParserError, EncodingError
  nil
end

# Whether a postback was signed, by its headers webhook-id, webhook-timestamp and webhook-signature. Its URL is a hint.
def postback?(id, timestamp, signatures, secrets, now = Time.now.to_i)
  return false unless timestamp.b.match?(/\A[0-9]{10}\z/n) && (now.to_i - timestamp.to_i).abs <= 300

  signed = secrets.product(signatures.b.split(' ').first(10)).map do |secret, given|
    expected = "v1,#{Base64.strict_encode64(OpenSSL::HMAC.digest('SHA256', secret, "#{id}.#{timestamp}."))}"
    expected.bytesize == given.bytesize && OpenSSL.fixed_length_secure_compare(expected, given)
  end
  signed.any?
end

# From the command line: ruby verify.rb URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if __FILE__ == $PROGRAM_NAME
  data = read_launch(ARGV[0].to_s, ENV.fetch('SECRETS', '').split("\n"), Float(ENV.fetch('NOW') { Time.now.to_f }))
  puts data ? JSON.generate(data) : 'refused'
  exit(data ? 0 : 1)
end
