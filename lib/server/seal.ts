import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AppError } from '@/lib/errors'

/** What a sealed value belongs to. It is authenticated, so a value moved to another row does not open. */
export type SealBinding = { owner: string; version: number; purpose: string }

export type Sealed = { sealed: Uint8Array<ArrayBuffer>; keyVersion: number }

export type Keyring = { current: number; keys: ReadonlyMap<number, Buffer> }

const ivBytes = 12
const tagBytes = 16

/**
 * Reads `MASTER_KEYS`: `version:base64 of 32 bytes`, separated by commas. The highest version seals, all open.
 * @throws AppError `secrets_unavailable` naming what is wrong, never the key.
 */
export function parseKeyring(text: string): Keyring {
  const keys = new Map<number, Buffer>()
  for (const part of text
    .split(',')
    .map((piece) => piece.trim())
    .filter(Boolean)) {
    const match = /^(\d{1,6}):([A-Za-z0-9+/]{43}=)$/.exec(part)
    if (!match?.[1] || !match[2])
      throw unavailable('MASTER_KEYS must be version:key pairs, each key 32 bytes as base64')
    if (keys.has(Number(match[1]))) throw unavailable(`MASTER_KEYS names version ${Number(match[1])} twice`)
    keys.set(Number(match[1]), Buffer.from(match[2], 'base64'))
  }
  if (keys.size === 0) throw unavailable('MASTER_KEYS is not set')
  return { current: Math.max(...keys.keys()), keys }
}

/** AES-256-GCM under the current master key: IV, ciphertext and tag in one value. */
export function seal(keyring: Keyring, plaintext: string, binding: SealBinding): Sealed {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(keyring, keyring.current), iv, {
    authTagLength: tagBytes,
  })
  cipher.setAAD(associatedData(binding))
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return {
    sealed: new Uint8Array(Buffer.concat([iv, ciphertext, cipher.getAuthTag()])),
    keyVersion: keyring.current,
  }
}

/** Opens what `seal` made for the same binding. @throws AppError `secrets_unavailable` for every failure. */
export function unseal(
  keyring: Keyring,
  value: { sealed: Uint8Array; keyVersion: number },
  binding: SealBinding,
): string {
  const bytes = Buffer.from(value.sealed)
  if (bytes.length < ivBytes + tagBytes) throw unavailable('a sealed value is cut short')
  const key = keyOf(keyring, value.keyVersion)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(associatedData(binding))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString(
      'utf8',
    )
  } catch (cause) {
    throw unavailable(`master key ${value.keyVersion} does not open a value sealed with it`, cause)
  }
}

function keyOf(keyring: Keyring, version: number): Buffer {
  const key = keyring.keys.get(version)
  if (!key) throw unavailable(`master key ${version} is missing`)
  return key
}

function associatedData({ owner, version, purpose }: SealBinding): Buffer {
  return Buffer.from(JSON.stringify([purpose, owner, version]), 'utf8')
}

function unavailable(reason: string, cause?: unknown): AppError {
  return new AppError(
    'secrets_unavailable',
    'Secrets can’t be opened right now. The operator can see the cause at /api/health/ready.',
    {
      cause: new Error(reason, { cause }),
      retryAfterSeconds: 60,
    },
  )
}
