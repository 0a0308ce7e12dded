import type { OutcomeCounts } from '@/lib/domain/certification/certifications.schema'
import type { CertificationReport } from '@/lib/domain/certification/checks.schema'
import type { Reader } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

/** Who attested which check of a widget and when, in the sentence of a report. */
export async function listWords(reader: Reader, widgetId: string): Promise<Map<string, string>> {
  const rows = await reader.attestation.findMany({
    where: { widgetId },
    select: { checkId: true, attestedAt: true, attestedBy: { select: { name: true } } },
  })
  return new Map(
    rows.map(({ checkId, attestedAt, attestedBy }) => [
      checkId,
      `${attestedBy.name} attested this on ${attestedAt.toISOString().slice(0, 10)}. It was not measured.`,
    ]),
  )
}

/** PostgreSQL's JSON takes neither NUL nor half of a character, both of which a server may send. */
export function toStorable(report: CertificationReport): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(report), (_, value: unknown) =>
    typeof value === 'string'
      ? Buffer.from(value, 'utf8').toString('utf8').replaceAll('\0', '\uFFFD')
      : value,
  )
}

export function countOutcomes({ checks }: CertificationReport): OutcomeCounts {
  const counts: OutcomeCounts = {}
  for (const { outcome } of checks) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
