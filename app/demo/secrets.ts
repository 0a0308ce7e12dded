import { askVault } from '@/app/demo/vault'
import { AppError } from '@/lib/errors'

/** The secrets of one of these services. Read at each request, because they change while the server runs. @throws AppError secrets_unavailable */
export async function readSecrets(key: string): Promise<string[]> {
  const secrets = await askVault(`/secrets?${new URLSearchParams({ key })}`)
  if (Array.isArray(secrets)) return secrets.filter((secret): secret is string => typeof secret === 'string')
  throw new AppError('secrets_unavailable', 'This service can’t reach its store of secrets.')
}
