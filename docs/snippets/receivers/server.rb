require 'erb'
require 'json'
require 'socket'
require 'timeout'

CRM_ORIGIN = '{{origin}}'
PORT = {{port}}
ROUTES = {
  {{routes}}
}.freeze
SECRETS = ENV.fetch('{{variable}}', '').split(/[\n,]/).map(&:strip).reject(&:empty?)
abort 'Set {{variable}} to the secret. During a rotation to both, separated by a comma.' if SECRETS.empty?

{{answer}}

{{verify}}

# Shows the verified content as a list. Every value comes from a stranger: escape it wherever you write it.
def show_page(title, data)
  items = list_values(data).map { |name, value| "<dt>#{escape(name)}</dt><dd>#{escape(value)}</dd>" }
  write_html(200, title, "<dl>#{items.join}</dl>")
end

def list_values(value, name = nil)
  parts = value.is_a?(Hash) ? value.to_a : value.is_a?(Array) ? value.each_with_index.map { |part, at| [at, part] } : nil
  return [[name, value.nil? ? '–' : value]] unless parts

  parts.flat_map { |key, part| list_values(part, [name, key].compact.join('.')) }
end

# The strings and numbers among these values, or a fallback if there are none.
def say(values, otherwise)
  known = values.select { |value| value.is_a?(Integer) || (value.is_a?(String) && !value.empty?) }
  known.empty? ? otherwise : known.join(' ')
end

# One response for every refusal, so that a stranger does not learn why.
def refuse
  write_html(403, 'This page was not opened', '<p>It opens from the CRM. Go back there and reload the page.</p>')
end

def write_html(status, title, content)
  page = <<~HTML
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>#{escape(title)}</title>
    <link rel="icon" href="data:,">
    <style>body { margin: 1rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere } dt { font-weight: bold } dd { margin: 0 0 0.5rem }</style>
    </head>
    <body><main><h1>#{escape(title)}</h1>#{content}</main></body>
    </html>
  HTML
  [status, 'text/html; charset=utf-8', page]
end

def write_json(status, value)
  [status, 'application/json', JSON.generate(value)]
end

def escape(value)
  ERB::Util.html_escape(value.to_s)
end

def respond(method, url, headers, body)
  body ? answer(method, url, headers, body, ROUTES[url.split('?', 2).first]) : refuse
rescue StandardError
  refuse
end

# Ruby brings no web server: this one is enough to try it. In Rails or Rack, call `answer` in an action.
def serve(socket)
  method, url = socket.gets("\n", 65_536).to_s.split(' ')
  return unless url

  headers = {}
  while (line = socket.gets("\n", 65_536)) && !line.strip.empty? && headers.size < 100
    name, value = line.split(':', 2)
    headers[name.downcase] = value.to_s.strip
  end
  length = headers['content-length'].to_i
  body = socket.read(length) if (0..1_000_000).cover?(length)
  status, type, content = respond(method, url, headers, body)
  socket.write "HTTP/1.1 #{status} #{status < 400 ? 'OK' : 'Forbidden'}\r\n", "Content-Type: #{type}\r\n",
               "Content-Length: #{content.bytesize}\r\n", "Connection: close\r\n",
               # Without this the CRM's page shows an empty frame.
               "Content-Security-Policy: frame-ancestors #{CRM_ORIGIN}\r\n", "Cache-Control: no-store\r\n",
               "Referrer-Policy: no-referrer\r\n", "X-Content-Type-Options: nosniff\r\n\r\n"
  socket.write content unless method == 'HEAD'
end

server = TCPServer.new('127.0.0.1', PORT)
ROUTES.each_key { |path| puts "Listening on http://127.0.0.1:#{PORT}#{path}" }
$stdout.flush
loop do
  Thread.new(server.accept) do |socket|
    Timeout.timeout(30) { serve(socket) }
  rescue SystemCallError, IOError, Timeout::Error
    # The client disconnected.
  ensure
    socket.close
  end
end
