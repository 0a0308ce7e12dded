import { readFileSync } from 'node:fs'
import { describeSignUsage, runSign } from './sign-command'

const usage = `Usage: npx framegate COMMAND

  sign   a test launch or call of a widget, signed on this machine

npx framegate sign --help says more.`

const io = {
  print: (text: string) => process.stdout.write(`${text}\n`),
  complain: (text: string) => process.stderr.write(`${text}\n`),
  readFile: (path: string) => readFileSync(path === '-' ? 0 : path, 'utf8'),
}

const [command = '', ...rest] = process.argv.slice(2)
if (command === 'sign') process.exitCode = await runSign(rest, io)
else if (['help', '--help', '-h'].includes(command)) io.print(`${usage}\n\n${describeSignUsage()}`)
else {
  io.complain(usage)
  process.exitCode = 2
}
