import { readFileSync, writeFileSync } from 'node:fs'
import { describeCertifyUsage, runCertify } from './certify'
import { describeDoctorUsage, runDoctor } from './doctor'
import { fetchFromHere } from './fetch-from-here'
import { openInspection } from './open-inspection'
import { describeSignUsage, runSign } from './sign'
import { describeWidgetUsage, runWidget } from './widget'

const usage = `Usage: npx framegate COMMAND

  sign      signs a test launch or call of a widget on this machine
  certify   sends a widget valid, wrong and unusual launches, and reports what it gets wrong
  doctor    finds the mistake in a request that doesn't verify
  widget    exports a widget as a file, shows what a file would change, and applies it

For help on a command, run npx framegate COMMAND --help.`

const io = {
  print: (text: string) => process.stdout.write(`${text}\n`),
  complain: (text: string) => process.stderr.write(`${text}\n`),
  readFile: (path: string) => readFileSync(path === '-' ? 0 : path, 'utf8'),
}

const certifyIo = {
  ...io,
  fetch: fetchFromHere,
  writeFile: (path: string, content: string) => writeFileSync(path, content),
  openBrowser: openInspection,
  showProgress: ({ done, total, title }: { done: number; total: number; title: string }) => {
    if (!process.stderr.isTTY) return
    const line = done < total ? `${done} of ${total}  ${title}` : ''
    process.stderr.write(`\r\u001b[2K${line.slice(0, (process.stderr.columns || 80) - 1)}`)
  },
}

const [command = '', ...rest] = process.argv.slice(2)
if (command === 'sign') process.exitCode = await runSign(rest, io)
else if (command === 'certify') process.exitCode = await runCertify(rest, certifyIo)
else if (command === 'doctor') process.exitCode = await runDoctor(rest, io)
else if (command === 'widget') process.exitCode = await runWidget(rest, certifyIo)
else if (['help', '--help', '-h'].includes(command))
  io.print(
    `${usage}\n\n${describeSignUsage()}\n\n${describeCertifyUsage()}\n\n${describeDoctorUsage()}\n\n${describeWidgetUsage()}`,
  )
else {
  io.complain(usage)
  process.exitCode = 2
}
