import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LanguageId } from '@/lib/domain/snippets/languages'
import { type ReceiverValues, receiverFor } from '@/lib/domain/snippets/receivers'
import { quickJava } from '@/test/quick-java'
import { zooHost } from '@/test/zoo/pages'

const variable = 'WIDGET_SECRET'

const dir = mkdtempSync(join(tmpdir(), 'framegate-receivers-'))
const running = new Set<ChildProcess>()

export type OpenedReceiver = { origin: string; urls: Record<string, string> }

/**
 * A receiver as a partner copies it: in an empty folder, started by the command in it, Mono's where it has two. `paths` are those
 * of its widget.
 */
export async function openReceiver(
  protocol: string,
  language: LanguageId,
  {
    paths,
    secrets,
    mode,
  }: { paths: Record<string, string>; secrets: string; mode?: ReceiverValues['mode'] | undefined },
): Promise<OpenedReceiver> {
  const port = await findFreePort()
  const origin = `http://127.0.0.1:${port}`
  const urls = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${origin}${path}`]))
  const values = { variable, portalOrigin: zooHost, urls, port, mode }
  const receiver = receiverFor(protocol, language, values)
  if (!receiver) throw new Error(`There is no receiver for ${protocol} in ${language}.`)
  const folder = mkdtempSync(join(dir, `${language}-`))
  writeFileSync(join(folder, receiver.fileName), receiver.code)
  const { build, run } = receiver.alternative ?? { build: 'true', run: receiver.run }
  await startProgram(`${build} && exec ${run}`, folder, {
    JAVA_TOOL_OPTIONS: quickJava.join(' '),
    [variable]: secrets,
  })
  return { origin, urls }
}

export function closeReceivers(): void {
  for (const child of running) if (child.pid) process.kill(-child.pid, 'SIGKILL')
  running.clear()
  rmSync(dir, { recursive: true, force: true })
}

/** A program of a reader's own. Resolves when it says that it listens; PHP's own server says so in its own words. */
export function startProgram(run: string, cwd: string, env: Record<string, string>): Promise<void> {
  // Some commands compile a program and run that: the group ends as a whole.
  const child = spawn('sh', ['-c', run], {
    cwd,
    detached: true,
    env: { ...process.env, ...env },
  })
  running.add(child)
  let said = ''
  return new Promise((settle, fail) => {
    const listen = (chunk: Buffer) => {
      said += chunk
      if (/Listening on|Development Server .* started/.test(said)) settle()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('error', fail)
    child.once('exit', () => {
      running.delete(child)
      fail(new Error(`${run} ended: ${said}`))
    })
  })
}

export function findFreePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => settle(address && typeof address === 'object' ? address.port : 0))
    })
  })
}
