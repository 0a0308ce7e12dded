import type { PartnerActor } from '@/lib/auth/permissions'
import { openWidgetForSigning } from '@/lib/domain/secrets/openers'
import type { ProbeReport } from '@/lib/domain/secrets/secrets.schema'
import { listSecrets, promoteSecret, stageSecret } from '@/lib/domain/widgets/rotation'
import { db } from '@/lib/server/db'
import { createPartner, registerWidget } from '@/test/factories'

export const start = new Date('2026-03-01T12:00:00Z')
export const hours = (count: number) => new Date(start.getTime() + count * 3_600_000)
const line = { name: 'Valid launch', passed: true, status: 200, durationMs: 3, verdict: 'Accepted' }
export const passedReport: ProbeReport = { passed: true, lines: [line] }
export const failedReport: ProbeReport = { passed: false, lines: [{ ...line, passed: false, status: 401 }] }

export async function owned() {
  const { owner, qa } = await createPartner()
  return { owner, qa, ...(await registerWidget(owner)) }
}

/** A widget whose second secret signs since `start`, with a grace of a day for the first. */
export async function promoted(graceHours = 24) {
  const widget = await owned()
  const staged = await stageSecret(widget.owner, widget, start)
  await promoteSecret(widget.owner, { widgetId: widget.widgetId, graceHours, unprobed: true }, start)
  return { ...widget, first: widget.secret, second: staged.secret }
}

export async function statesOf(owner: PartnerActor, widgetId: string, now = start) {
  const secrets = await listSecrets(owner, { widgetId }, now)
  return Object.fromEntries(secrets.map(({ version, state }) => [version, state]))
}

export async function activeSecretOf(widgetId: string): Promise<string> {
  return (await openWidgetForSigning(db(), widgetId, start))[0].secret
}
