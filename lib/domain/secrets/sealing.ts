import { AppError } from '@/lib/errors'
import { db } from '@/lib/server/db'
import { keyring } from '@/lib/server/keyring'
import { type Sealed, seal, unseal } from '@/lib/server/seal'
import { checkBinding, sealingKeyring } from '@/lib/server/sealing-key'

export type SecretPurpose =
  | 'widget-secret'
  | 'installation-secret'
  | 'connector-secret'
  | 'sandbox-secret'
  | 'webhook-secret'

/** Sealed values that don't belong to a series of secrets. */
export type ValuePurpose =
  | 'connector-client-secret'
  | 'connector-tokens'
  | 'connector-code-verifier'
  | 'api-answer'
  | 'sandbox-request'

export type Binding<Purpose = SecretPurpose | ValuePurpose> = {
  owner: string
  version: number
  purpose: Purpose
}

/**
 * Seals a value only for its owner, version and purpose, under a key that is known to be right.
 * @throws AppError secrets_unavailable
 */
export async function sealValue(binding: Binding, text: string): Promise<Sealed> {
  return seal(await sealingKeyring(), text, binding)
}

/** A sealed value, as in any row. */
export type SealedText = { sealed: Uint8Array; keyVersion: number }

/** Opens what `sealValue` made for the same binding. @throws AppError secrets_unavailable */
export function unsealValue(binding: Binding, { sealed, keyVersion }: SealedText): string {
  return unseal(keyring(), { sealed, keyVersion }, binding)
}

/** The same, or undefined if it was sealed under a lost key. */
export function tryUnsealValue(binding: Binding, sealed: SealedText): string | undefined {
  try {
    return unsealValue(binding, sealed)
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'secrets_unavailable') return undefined
    throw thrown
  }
}

/** Whether the master keys open what this database holds. Seals a check value the first time. @throws AppError secrets_unavailable */
export async function checkMasterKeys(): Promise<void> {
  const ring = keyring()
  const checks = await db().masterKeyCheck.findMany({ select: { keyVersion: true, sealed: true } })
  for (const check of checks) unseal(ring, check, checkBinding)
  await sealingKeyring()
}

/** Forgets the check values of master keys that this process does not have: the last step after a key was lost. Returns their versions. */
export async function forgetLostKeys(): Promise<number[]> {
  const versions = [...keyring().keys.keys()]
  const lost = await db().masterKeyCheck.findMany({
    where: { keyVersion: { notIn: versions } },
    select: { keyVersion: true },
  })
  await db().masterKeyCheck.deleteMany({ where: { keyVersion: { notIn: versions } } })
  return lost.map((row) => row.keyVersion)
}
