import { env } from '@/lib/server/env'
import { type Keyring, parseKeyring } from '@/lib/server/seal'

let cached: Keyring | undefined

/** The master keys of this process. @throws AppError `secrets_unavailable` when there are none. */
export function keyring(): Keyring {
  cached ??= parseKeyring(env().MASTER_KEYS)
  return cached
}
