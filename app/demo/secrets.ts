import { askVault } from '@/app/demo/vault'
import { AppError } from '@/lib/errors'

/** The secrets of one of these services, asked for at each request, as they change while the server runs. @throws AppError secrets_unavailable */
export async function readSecrets(key: string): Promise<string[]> {
  const secrets = await askVault(`/secrets?${new URLSearchParams({ key })}`)
  if (Array.isArray(secrets)) return secrets.filter((secret): secret is string => typeof secret === 'string')
  throw new AppError('secrets_unavailable', 'The store of this service’s secrets does not answer.')
}
