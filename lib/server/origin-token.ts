import { createHmac, hkdfSync } from 'node:crypto'
import { keyring } from '@/lib/server/keyring'

type Claim = { partnerId: string; origin: string }

/**
 * What this partner serves at this origin to prove that it is theirs: `fgv_` and 32 hex digits, by the current master key. It is not a
 * secret: another partner's token proves nothing. @throws AppError secrets_unavailable without a master key
 */
export function originToken(claim: Claim): string {
  const { current, keys } = keyring()
  return tokenBy(keys.get(current) ?? Buffer.alloc(0), claim)
}

/** Every token that proves it, one for each master key, so that a new key ends no proof. @throws AppError secrets_unavailable */
export function listOriginTokens(claim: Claim): string[] {
  return [...keyring().keys.values()].map((key) => tokenBy(key, claim))
}

function tokenBy(masterKey: Buffer, { partnerId, origin }: Claim): string {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'framegate origin proof v1', 32))
  const mac = createHmac('sha256', key)
    .update(JSON.stringify([partnerId, origin]))
    .digest('hex')
  return `fgv_${mac.slice(0, 32)}`
}
