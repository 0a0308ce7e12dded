import { getDomain } from 'tldts'
import { findUnproven } from '@/lib/domain/origins/proven'
import { AppError } from '@/lib/errors'
import { db } from '@/lib/server/db'
import { consumeLimit, type LimitName, returnLimit } from '@/lib/server/rate-limit'

type UnprovenLimit = Extract<LimitName, `unproven_${string}`>

/**
 * Counts a use of each host that no proof covers, by its registrable domain and of all partners together, so that a stranger's server is
 * called a few times and not without end. Resolves to what gives the uses back, for work that was refused afterwards.
 * @throws AppError rate_limited, having counted nothing
 */
export async function boundUnproven(
  limit: UnprovenLimit,
  input: { widgetId: string; origins: readonly string[]; now: Date },
): Promise<() => Promise<void>> {
  const unproven = await findUnproven(db(), input)
  const hosts = new Set([...unproven].map((origin) => new URL(origin).hostname))
  const domains = new Set([...hosts].map((host) => getDomain(host, { allowPrivateDomains: true }) ?? host))
  const counted: string[] = []
  const giveBack = async () => {
    for (const domain of counted.splice(0)) await returnLimit(limit, domain)
  }
  try {
    for (const domain of domains) {
      await consumeLimit(limit, domain).catch((thrown: unknown) => {
        throw describeLimit(thrown, domain)
      })
      counted.push(domain)
    }
  } catch (thrown) {
    await giveBack()
    throw thrown
  }
  return giveBack
}

function describeLimit(thrown: unknown, domain: string): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'rate_limited') return thrown
  const { retryAfterSeconds = 60 } = thrown
  const minutes = Math.ceil(retryAfterSeconds / 60)
  return new AppError(
    'rate_limited',
    `The partner has not proven that ${domain} is theirs, so the portal sends it only a few requests an hour for all partners together. Prove it on the widget’s Certification page, or try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    { cause: thrown, retryAfterSeconds },
  )
}
