import { AppError } from '@/lib/errors'

const waitMs = 5000

/** Asks the store in which these services keep their secrets. @throws AppError secrets_unavailable */
export async function askVault(path: string): Promise<unknown> {
  try {
    const response = await fetch(`${process.env.DEMO_VAULT_URL}${path}`, {
      headers: { authorization: `Bearer ${process.env.DEMO_VAULT_TOKEN}` },
      signal: AbortSignal.timeout(waitMs),
      cache: 'no-store',
    })
    return response.ok ? await response.json() : undefined
  } catch (cause) {
    throw new AppError('secrets_unavailable', 'This service can’t reach its store of secrets.', {
      cause,
    })
  }
}
