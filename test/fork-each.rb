# Runs files as `ruby FILE` would, each in a fork of this process: an interpreter's start is most of such a run. One JSON a line.

require 'base64'
require 'json'
require 'openssl'
require 'tempfile'
require 'time'
require 'uri'

$stdin.each_line do |line|
  job = JSON.parse(line)
  body, out, error = Array.new(3) { Tempfile.new('snippet') }
  body.write(job['body'])
  body.rewind
  child = fork do
    [$stdin, $stdout, $stderr].zip([body, out, error]) { |stream, file| stream.reopen(file) }
    $stdout.sync = true
    ENV.update(job['env'])
    ARGV.replace(job['flags'])
    $PROGRAM_NAME = File.expand_path(job['file'])
    load $PROGRAM_NAME
  end
  _, status = Process.wait2(child)
  texts = [out, error].map { |file| File.read(file.path) }
  [body, out, error].each(&:close!)
  puts JSON.generate(code: status.exitstatus, out: texts[0], error: texts[1])
  $stdout.flush
end
