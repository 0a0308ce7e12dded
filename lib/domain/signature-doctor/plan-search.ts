import type { DoctorSecret } from '@/lib/domain/signature-doctor/doctor-secret'

/** How many mistakes of key, text and digest are looked for together. Secret and writing come on top. */
export const depthMax = 2

const nearMax = 100

/** With which secrets how many mistakes are looked for, one after the other: single ones over all secrets, then pairs. */
export function planSearch<Secret extends Pick<DoctorSecret, 'isForeign'>>(
  secrets: readonly Secret[],
): { secrets: readonly Secret[]; depth: number }[] {
  const own = secrets.filter(({ isForeign }) => !isForeign)
  const foreign = secrets.filter(({ isForeign }) => isForeign)
  return [
    { secrets: own, depth: 0 },
    { secrets: foreign, depth: 0 },
    { secrets: own, depth: 1 },
    { secrets: foreign.slice(0, nearMax), depth: 1 },
    { secrets: own, depth: 2 },
    { secrets: foreign.slice(nearMax), depth: 1 },
    { secrets: foreign, depth: 2 },
  ]
}
