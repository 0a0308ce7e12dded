import { asyncCommitPool } from '@/lib/server/async-commit-pool'
import { keyring } from '@/lib/server/keyring'
import { type Keyring, type SealBinding, seal, unseal } from '@/lib/server/seal'

/** What the check value of each master key is bound to. */
export const checkBinding: SealBinding = { owner: 'framegate', version: 0, purpose: 'master-key-check' }

const proven = new WeakSet<Keyring>()

/**
 * The master keys, once the one that seals is known to be the one that this database's other values of its version are under: what
 * a wrong key sealed would be lost when the right one is back. Asked of the database once a process.
 * @throws AppError secrets_unavailable
 */
export async function sealingKeyring(): Promise<Keyring> {
  const ring = keyring()
  if (proven.has(ring)) return ring
  unseal(ring, (await findCheck(ring)) ?? (await writeCheck(ring)), checkBinding)
  proven.add(ring)
  return ring
}

type SealedCheck = { sealed: Uint8Array; keyVersion: number }

// On separate connections: a transaction that seals holds one of the others already.
async function findCheck({ current }: Keyring): Promise<SealedCheck | undefined> {
  const { rows } = await asyncCommitPool().query<SealedCheck>(
    'SELECT sealed, "keyVersion" FROM "MasterKeyCheck" WHERE "keyVersion" = $1',
    [current],
  )
  return rows[0]
}

/** The first process to seal under a version says which key it is; of two at once, the other reads what this one wrote. */
async function writeCheck(ring: Keyring): Promise<SealedCheck> {
  const { sealed, keyVersion } = seal(ring, 'framegate', checkBinding)
  await asyncCommitPool().query(
    `WITH durable AS (SELECT set_config('synchronous_commit', 'on', true))
     INSERT INTO "MasterKeyCheck" ("keyVersion", sealed) SELECT $1, $2 FROM durable ON CONFLICT DO NOTHING`,
    [keyVersion, Buffer.from(sealed)],
  )
  const written = await findCheck(ring)
  if (!written) throw new Error('The check value of a master key was written and is not there.')
  return written
}
