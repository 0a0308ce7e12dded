import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { compactDecrypt } from 'jose'

/** The decrypted payload of a launch, or null. `body` is the form as it was posted, `secrets` those of its tenant and integration. */
export async function readLaunch(body, secrets) {
  const form = new URLSearchParams(body)
  const names = ['payload', 'tenant_id', 'integration_id']
  if (names.some((name) => form.getAll(name).length !== 1)) return null
  const token = form.get('payload')
  if (token.length > 65_536) return null

  for (const secret of secrets) {
    try {
      const header = JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString())
      if ('zip' in header || 'crit' in header) return null
      const { plaintext } = await compactDecrypt(token, createHash('sha256').update(secret).digest(), {
        keyManagementAlgorithms: ['A256GCMKW'],
        contentEncryptionAlgorithms: ['A256GCM'],
      })
      const data = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext))
      const isSame = (name) => data?.[name] !== undefined && String(data[name]) === form.get(name)
      return isSame('tenant_id') && isSame('integration_id') ? data : null
    } catch {
      // Another secret may open it.
    }
  }
  return null
}

// node verify.mjs < body, with SECRETS (one a line) in the environment. Needs the package jose.
if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const secrets = (process.env.SECRETS ?? '').split('\n').filter(Boolean)
  const data = await readLaunch(readFileSync(0, 'utf8'), secrets)
  console.log(data ? JSON.stringify(data) : 'refused')
  process.exitCode = data ? 0 : 1
}
