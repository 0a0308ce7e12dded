import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { env } from '@/lib/server/env'
import { keyring } from '@/lib/server/keyring'

/**
 * The audit log's newest event at one moment, with a MAC by a key that the database never holds. The event's hash covers all before
 * it, so someone who rewrites or cuts the log can't create this one or another.
 */
export const auditHead = z.object({
  sequence: z.string().regex(/^\d{1,19}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  keyVersion: z.number().int(),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
})
export type AuditHead = z.infer<typeof auditHead>

/** Signs by the current master key. @throws AppError secrets_unavailable without one */
export function signHead(head: Omit<AuditHead, 'mac' | 'keyVersion'>): AuditHead {
  const { current, keys } = keyring()
  const key = keys.get(current) ?? Buffer.alloc(0)
  return { ...head, keyVersion: current, mac: macOf({ ...head, keyVersion: current }, key) }
}

/** Whether one of our own keys signed this; `unknown` if MASTER_KEYS no longer has the one that it names. */
export function checkHead(head: AuditHead): 'genuine' | 'forged' | 'unknown' {
  const key = keyring().keys.get(head.keyVersion)
  if (!key) return 'unknown'
  const expected = Buffer.from(macOf(head, key), 'hex')
  return timingSafeEqual(expected, Buffer.from(head.mac, 'hex')) ? 'genuine' : 'forged'
}

/** Where heads are kept beside the log, or undefined where the operator wants no file. */
export function auditHeadsFile(): string | undefined {
  const { AUDIT_HEADS_FILE, DATA_DIR } = env()
  if (AUDIT_HEADS_FILE === 'off') return undefined
  return AUDIT_HEADS_FILE ?? join(DATA_DIR, 'audit-heads.jsonl')
}

export async function appendHead(file: string, head: AuditHead): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await appendFile(file, `${JSON.stringify(head)}\n`, { mode: 0o600 })
}

/** The heads in a file of ours, or in the portal's own log; every other line is passed over. Empty if there is no such file. */
export async function readHeads(file: string): Promise<AuditHead[]> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return ''
    throw thrown
  })
  return text.split('\n').flatMap((line) => {
    const parsed = auditHead.safeParse(parseLine(line))
    return parsed.success ? [parsed.data] : []
  })
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function macOf({ sequence, hash, at, keyVersion }: Omit<AuditHead, 'mac'>, masterKey: Buffer): string {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'framegate audit head v1', 32))
  return createHmac('sha256', key)
    .update(JSON.stringify([sequence, hash, at, keyVersion]))
    .digest('hex')
}
