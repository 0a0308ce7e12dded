import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SetupError } from '../bootstrap/setup-error'
import type { PostgresAccount, PostgresPlace } from './place'

/** What a later start must know; kept beside the cluster with mode 0600. */
export type ServerRecord = { port: number; password: string; ownerId: number }

export function hasCluster({ clusterDir }: PostgresPlace): boolean {
  return statSync(join(clusterDir, 'PG_VERSION'), { throwIfNoEntry: false }) !== undefined
}

/** Initialises beside the final name and renames last, so a killed run leaves nothing half made. */
export async function initialiseCluster(input: {
  place: PostgresPlace
  recordPath: string
  durable: boolean
  log: (line: string) => void
}): Promise<ServerRecord> {
  const { place, recordPath, durable, log } = input
  const { account, binDir, clusterDir } = place
  if (hasCluster(place)) {
    // Its password is lost with the record. Data that someone may need is never deleted.
    const aside = `${clusterDir}.unclaimed-${Date.now()}`
    await rename(clusterDir, aside)
    log(`an incomplete database was moved to ${aside}`)
  }
  log('creating the database')
  const record = { port: 0, password: randomBytes(24).toString('hex'), ownerId: 0 }
  const draft = `${clusterDir}.new-${process.pid}`
  const passwordFile = `${clusterDir}.password-${process.pid}`
  await removeDrafts(clusterDir)
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, record.password, { mode: 0o600 })
  if (account) {
    await chown(draft, account.uid, account.gid)
    await chown(passwordFile, account.uid, account.gid)
  }
  try {
    await runInitdb({ binDir, account, draft, passwordFile, durable })
  } finally {
    await rm(passwordFile, { force: true })
  }
  await writeRecord(recordPath, record)
  await rm(clusterDir, { recursive: true, force: true })
  await rename(draft, clusterDir)
  return record
}

/** What a killed run left; its initdb may still be writing there, then the next run removes it. */
async function removeDrafts(clusterDir: string): Promise<void> {
  const dir = dirname(clusterDir)
  const isDraft = (name: string) => /^cluster\.(new|password)-\d+$/.test(name)
  for (const name of (await readdir(dir)).filter(isDraft)) {
    await rm(join(dir, name), { recursive: true, force: true }).catch(() => {})
  }
}

async function runInitdb(input: {
  binDir: string
  account: PostgresAccount | null
  draft: string
  passwordFile: string
  durable: boolean
}): Promise<void> {
  const { binDir, account, draft, passwordFile, durable } = input
  const flags = ['-D', draft, '-U', 'postgres', '-E', 'UTF8', '-A', 'scram-sha-256']
  flags.push(`--pwfile=${passwordFile}`, '--locale=C', '--locale-provider=builtin')
  flags.push('--builtin-locale=C.UTF-8', '--no-instructions', ...(durable ? [] : ['--no-sync']))
  const child = spawn(join(binDir, 'initdb'), flags, {
    ...account,
    cwd: '/',
    env: postgresEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const code = await new Promise<number | null>((settle, fail) => {
    child.once('error', fail)
    child.once('close', settle)
  })
  if (code !== 0)
    throw new SetupError(`The database could not be created (initdb: ${code}).\n${output.trim()}`)
}

/** Without our own environment: it may hold keys, and locale settings would change the messages. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' }
}

export async function readRecord(path: string): Promise<ServerRecord | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}

export async function writeRecord(path: string, record: ServerRecord): Promise<void> {
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, path)
}
