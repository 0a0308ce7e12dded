import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { SelfRunPayload } from '@/lib/domain/certification/self-run.schema'

/**
 * A separate key, derived from the secret that signed the launches: a report's signature is never one of a launch, nor the other way
 * round, whatever text either of them signs.
 */
function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'framegate self-run report/1', 32))
}

function sign(secret: string, payload: string): Buffer {
  return createHmac('sha256', keyOf(secret)).update(payload, 'utf8').digest()
}

/** The text of the file that a partner attaches. */
export function writeSelfRun(payload: SelfRunPayload, secret: string): string {
  const text = JSON.stringify(payload)
  const file = {
    format: 'framegate-self-run/1',
    payload: text,
    signature: sign(secret, text).toString('hex'),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Whether this secret signed this very text. */
export function isSelfRunSignature(secret: string, payload: string, signature: string): boolean {
  const given = Buffer.from(signature, 'hex')
  const own = sign(secret, payload)
  return given.length === own.length && timingSafeEqual(given, own)
}
