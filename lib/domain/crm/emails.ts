import { type Actor, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { logActivity } from '@/lib/domain/crm/activities'
import type { SaveEmailInput } from '@/lib/domain/crm/emails.schema'
import { sanitizeHtml, textOfHtml } from '@/lib/domain/text/sanitize-html'
import { invalidField } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction } from '@/lib/server/db'

/** Keeps an email to a person as an activity of their record. Nothing is sent. @throws AppError not_found, invalid_input */
export async function saveEmail(
  actor: Actor,
  input: SaveEmailInput,
  now = databaseNow(),
): Promise<{ activityId: string; personId: string }> {
  const team = requireTeam(actor, 'record.write')
  const html = sanitizeHtml(input.html)
  const text = textOfHtml(html)
  if (!text) throw invalidField('html', 'Write a message.')
  const activityId = await inTransaction(async (tx) => {
    const id = await logActivity(tx, {
      teamId: team.teamId,
      connectorId: null,
      userId: team.userId,
      recordIds: [input.personId],
      kind: 'email',
      subject: input.subject,
      description: text.slice(0, 2000),
      html,
      occurredAt: now,
      now,
    })
    await recordAudit(tx, team, {
      action: 'email.saved',
      // Without a word of the email: the log outlives it.
      subject: { type: 'record', id: input.personId, name: 'A person' },
      teamId: team.teamId,
      data: { activity: id },
      at: now,
    })
    return id
  })
  return { activityId, personId: input.personId }
}
