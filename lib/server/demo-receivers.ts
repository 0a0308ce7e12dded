import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { env } from '@/lib/server/env'

/** The path of a demo receiver's page and the secrets that it accepts. */
export type DemoReceivers = Record<string, string[]>

/** The OAuth client that the demo's partner is. */
export type DemoClient = { clientId: string; clientSecret: string }

/** The file: secrets by path, and the client under a name that is no path. */
type DemoFile = { client?: DemoClient } & Record<`/${string}`, string[]>

/** Where the demo receivers of this installation live, or undefined outside the demo. */
export function demoReceiverUrls(): { file: string; prefix: string } | undefined {
  const { DEMO_RECEIVERS_FILE, WIDGET_ORIGIN } = env()
  return DEMO_RECEIVERS_FILE && WIDGET_ORIGIN
    ? { file: DEMO_RECEIVERS_FILE, prefix: `${WIDGET_ORIGIN}/demo/` }
    : undefined
}

/** Puts these secrets in place of the former; the client stays. */
export async function writeDemoReceivers(file: string, receivers: DemoReceivers): Promise<void> {
  const { client } = await readDemoReceivers(file)
  await writeWhole(file, { ...receivers, ...(client ? { client } : {}) })
}

/** Keeps the demo's client: of its secret the database has a hash alone. */
export async function writeDemoClient(file: string, client: DemoClient): Promise<void> {
  await writeWhole(file, { ...(await readDemoReceivers(file)), client })
}

/** The client as the file has it, or undefined where the file was lost. */
export async function readDemoClient(file: string): Promise<DemoClient | undefined> {
  return (await readDemoReceivers(file)).client
}

async function readDemoReceivers(file: string): Promise<DemoFile> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DemoFile
  } catch {
    return {}
  }
}

async function writeWhole(file: string, content: DemoFile): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${randomUUID()}`
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await chmod(temporary, 0o600)
  await rename(temporary, file)
}
