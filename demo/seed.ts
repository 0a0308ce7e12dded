import { join } from 'node:path'
import { Client } from 'pg'
import type { MemberActor } from '@/lib/auth/permissions'
import { env } from '@/lib/server/env'
import { completeDemoApiKeys } from './api-keys'
import { completeDemoConnectors } from './connectors'
import { allowDemoCrm } from './embed'
import { type DemoFile, newDemoPassword, readDemoFile, writeDemoFile } from './file'
import { createDemoHistory, daysBefore } from './history'
import { createDemoOrganisations, listDemoMembers, setDemoPasswords } from './organisations'
import { completeDemoWidgets, findDemoWidgets, listDemoWidgets, moveDemoWidgets } from './widgets'

/** What the demo consists of now, and where the file with the same content is. */
export type DemoSummary = DemoFile & { file: string; created: boolean }

const organisationsAgeDays = 90

const advisoryLock = 5_271_996_043

/**
 * Creates the demo's data once and writes its passwords and secrets to `demo.json` in the data folder. Later calls
 * move the demo's widgets to the port and origin in use. If the file is lost, or belongs to another database, the
 * demo's members get new passwords and its widgets new secrets. One at a time for all callers of the database.
 */
export function seedDemo(): Promise<DemoSummary> {
  return withAdvisoryLock(async () => {
    const { PORTAL_ORIGIN, WIDGET_ORIGIN, DATA_DIR } = env()
    if (!WIDGET_ORIGIN) throw new Error('The demo needs WIDGET_ORIGIN, such as http://127.0.0.1:3000.')
    const file = join(DATA_DIR, 'demo.json')
    const now = new Date()
    const created = await createDemoOrganisations(daysBefore(now, organisationsAgeDays))
    const earlier = created ? undefined : await readOwnFile(file)
    const members = await listDemoMembers()
    const users = await completeUsers({ members, earlier, created, now })

    await moveDemoWidgets(WIDGET_ORIGIN, now)
    if (!earlier) await completeDemoWidgets(members, WIDGET_ORIGIN, now)
    const widgets = await listDemoWidgets()
    const connectors = await completeDemoConnectors(members, earlier?.connectors, now)
    await allowDemoCrm(members, WIDGET_ORIGIN)
    if (created) await createDemoHistory(connectors, now)
    const apiKeys = await completeDemoApiKeys(members, earlier?.apiKeys)
    const content: DemoFile = { url: PORTAL_ORIGIN, users, apiKeys, widgets, connectors }
    await writeDemoFile(file, content)
    return { ...content, file, created }
  })
}

/** The file, unless it belongs to another database's demo: its passwords would be wrong here. */
async function readOwnFile(path: string): Promise<DemoFile | undefined> {
  const file = await readDemoFile(path)
  const known = new Set((await findDemoWidgets()).values())
  const isOwn = file !== undefined && file.widgets.length > 0 && file.widgets.every(({ id }) => known.has(id))
  return isOwn ? file : undefined
}

/** Every account with a working password: the one in the file, otherwise a new one. */
async function completeUsers(input: {
  members: MemberActor[]
  earlier: DemoFile | undefined
  created: boolean
  now: Date
}): Promise<DemoFile['users']> {
  const { members, earlier, created, now } = input
  const known = new Map(earlier?.users.map(({ email, password }) => [email, password]))
  const entries = members.map((member) => ({
    member,
    password: known.get(member.email) ?? newDemoPassword(),
  }))
  const missing = entries.filter(({ member }) => !known.has(member.email))
  if (missing.length > 0) await setDemoPasswords({ entries: missing, isFirst: created, now })
  return entries.map(({ member, password }) => ({
    email: member.email,
    password,
    role: member.role,
    organisation: member.organisation,
  }))
}

async function withAdvisoryLock<T>(work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: env().DATABASE_URL, application_name: 'framegate-seed' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    return await work()
  } finally {
    // The end of the session is the end of the lock.
    await client.end()
  }
}
