import { readFile } from 'node:fs/promises'
import { AppError } from '@/lib/errors'

/** The secrets of one of these services, read at each request, as they change while the server runs. @throws AppError secrets_unavailable */
export async function readSecrets(path: string): Promise<string[]> {
  const file = process.env.DEMO_RECEIVERS_FILE || '.data/demo-receivers.json'
  try {
    const receivers: unknown = JSON.parse(await readFile(/* turbopackIgnore: true */ file, 'utf8'))
    if (typeof receivers !== 'object' || receivers === null) throw new TypeError('not an object')
    const secrets: unknown = new Map(Object.entries(receivers)).get(path) ?? []
    if (!Array.isArray(secrets)) throw new TypeError('not a list of secrets')
    return secrets.filter((secret): secret is string => typeof secret === 'string' && secret.length > 0)
  } catch (cause) {
    throw new AppError('secrets_unavailable', 'The file of this service’s secrets cannot be read.', { cause })
  }
}
