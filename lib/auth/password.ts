import { hash, type Options, verify } from '@node-rs/argon2'

// OWASP's argon2id floor: 19 MiB, two passes, one lane (algorithm 2 is argon2id).
const options: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

let decoy: Promise<string> | undefined

export function hashPassword(password: string): Promise<string> {
  return hash(password, options)
}

/** Compares in the same time whether there is a hash or not, so that a reply does not tell which addresses exist. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('a password that nobody has')
  const matches = await verify(passwordHash ?? (await decoy), password).catch(() => false)
  return passwordHash !== undefined && matches
}
