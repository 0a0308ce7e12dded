import { randomInt } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

const demoFile = z.object({
  url: z.string(),
  users: z.array(
    z.object({ email: z.string(), password: z.string(), role: z.string(), organisation: z.string() }),
  ),
  apiKeys: z.object({ team: z.string(), partner: z.string(), reviewer: z.string() }).partial(),
  widgets: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      protocol: z.string(),
      placements: z.array(z.string()),
      secret: z.string(),
      tenantId: z.string().optional(),
      integrationId: z.string().optional(),
      locationId: z.string().optional(),
      userId: z.string().optional(),
    }),
  ),
  connectors: z.array(
    z.object({
      id: z.string(),
      protocol: z.string(),
      url: z.string(),
      secret: z.string(),
      tenantId: z.string().optional(),
      integrationId: z.string().optional(),
    }),
  ),
})

/** What an installation's demo holds that is random: addresses, passwords and secrets. Only its owner reads the file. */
export type DemoFile = z.infer<typeof demoFile>

/** The file as an earlier start wrote it, or undefined when it is lost or no longer readable. */
export async function readDemoFile(path: string): Promise<DemoFile | undefined> {
  try {
    return demoFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

/** Puts the whole file in place at once, readable only by its owner. */
export async function writeDemoFile(path: string, content: DemoFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.${Date.now()}`
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, path)
}

const alphabet = '23456789abcdefghjkmnpqrstuvwxyz'

/** Four groups of five letters and digits that are not mistaken for one another: 99 bits. */
export function newDemoPassword(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}
