import type { Grade, Result } from '@/lib/domain/certification/result'
import { type CertificationTarget, listEndpoints } from '@/lib/domain/certification/target'

/** Whether every address, and every one that a valid launch was redirected to, is HTTPS with a certificate that fits. */
export function gradeHttps(opened: readonly Result[], target: CertificationTarget): Grade {
  const untrusted = opened.find(({ exchange }) => exchange?.verdict === 'tls')?.exchange
  if (untrusted) return { outcome: 'failed', detail: untrusted.failure, exchange: untrusted }
  const given = listEndpoints(target).map(({ url }) => url)
  const reached = opened.flatMap(({ exchange }) => (exchange ? [exchange.finalUrl] : []))
  const remote = [...given, ...reached].filter((url) => !isLoopback(url))
  const plain = remote.find((url) => new URL(url).protocol !== 'https:')
  if (plain) return { outcome: 'failed', detail: `${new URL(plain).origin} is plain HTTP.` }
  if (remote.length === 0)
    return { outcome: 'skipped', detail: 'The address is on this machine, so plain HTTP never leaves it.' }
  const isAnswered = opened.some(({ exchange }) => exchange?.answer)
  return isAnswered
    ? { outcome: 'passed', detail: 'Every address uses HTTPS with a valid certificate.' }
    : { outcome: 'skipped', detail: 'No connection was made.' }
}

/** Whether an address is of the machine that asks. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}
