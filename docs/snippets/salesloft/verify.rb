require 'base64'
require 'json'
require 'openssl'
require 'uri'

# The decrypted payload of a launch, or nil. `body` is the form as it was posted, `secrets` those of its tenant and integration.
def read_launch(body, secrets)
  form = URI.decode_www_form(body).group_by(&:first).transform_values { |pairs| pairs.map(&:last) }
  names = %w[payload tenant_id integration_id]
  return nil unless names.all? { |name| form[name]&.size == 1 }

  token, tenant_id, integration_id = names.map { |name| form[name].first }
  return nil if token.size > 65_536

  data = secrets.lazy.filter_map { |secret| try_decrypt(token, OpenSSL::Digest::SHA256.digest(secret)) }.first
  return nil unless data.is_a?(Hash)

  data['tenant_id'].to_s == tenant_id && data['integration_id'].to_s == integration_id ? data : nil
rescue ArgumentError, EncodingError
  nil
end

def try_decrypt(token, key)
  protected, wrapped, iv, content, tag, *more = token.split('.', -1)
  header = JSON.parse(decode(protected))
  return nil unless more.empty? && header.is_a?(Hash) && header['alg'] == 'A256GCMKW' && header['enc'] == 'A256GCM'
  return nil if header.key?('zip') || header.key?('crit')

  content_key = open_gcm(key, decode(header['iv'], 12), decode(wrapped, 32), decode(header['tag'], 16), '')
  text = open_gcm(content_key, decode(iv, 12), decode(content), decode(tag, 16), protected).force_encoding('UTF-8')
  text.valid_encoding? ? JSON.parse(text) : nil
rescue ArgumentError, NoMethodError, TypeError, OpenSSL::Cipher::CipherError, JSON::ParserError, EncodingError
  nil
end

def open_gcm(key, iv, content, tag, associated)
  cipher = OpenSSL::Cipher.new('aes-256-gcm').decrypt
  cipher.key, cipher.iv = key, iv
  cipher.auth_tag, cipher.auth_data = tag, associated
  cipher.update(content) + cipher.final
end

# Ruby takes a shorter tag as it is, so sizes are checked here.
def decode(text, size = nil)
  bytes = Base64.urlsafe_decode64(text)
  raise ArgumentError, 'another size' if size && bytes.bytesize != size

  bytes
end

# From the command line: ruby verify.rb < body, with SECRETS (one per line) in the environment.
if __FILE__ == $PROGRAM_NAME
  data = read_launch($stdin.read, ENV.fetch('SECRETS', '').split("\n"))
  puts data ? JSON.generate(data) : 'refused'
  exit(data ? 0 : 1)
end
