import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { env } from '@/lib/server/env'

/** The path of a demo receiver's page and the secrets that it accepts. */
export type DemoReceivers = Record<string, string[]>

/** Where the demo receivers of this installation live, or undefined outside the demo. */
export function demoReceiverUrls(): { file: string; prefix: string } | undefined {
  const { DEMO_RECEIVERS_FILE, WIDGET_ORIGIN } = env()
  return DEMO_RECEIVERS_FILE && WIDGET_ORIGIN
    ? { file: DEMO_RECEIVERS_FILE, prefix: `${WIDGET_ORIGIN}/demo/` }
    : undefined
}

export async function writeDemoReceivers(file: string, receivers: DemoReceivers): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.${Date.now()}`
  await writeFile(temporary, `${JSON.stringify(receivers, null, 2)}\n`, { mode: 0o600 })
  await chmod(temporary, 0o600)
  await rename(temporary, file)
}
