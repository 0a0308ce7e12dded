import { describeEvent, subjectLabel } from '@/app/_audit/audit-what'
import { actorReader } from '@/lib/auth/actor'
import { exportAuditEvents } from '@/lib/domain/audit/events'
import { listAuditInput } from '@/lib/domain/audit/events.schema'
import { answerCsv } from '@/lib/http/csv'
import { route } from '@/lib/http/route'

/** The audit log as a file, by the filters of its page. */
export const GET = route({ access: 'session' }, async ({ request, actor }) => {
  const input = listAuditInput.parse(Object.fromEntries(new URL(request.url).searchParams))
  const readActor = await actorReader()
  return answerCsv({
    request,
    actor,
    name: 'audit-log',
    readBatch: async (cursor) => {
      const { events, nextCursor } = await exportAuditEvents(await readActor(), { ...input, cursor })
      return { rows: events, nextCursor }
    },
    columns: [
      { head: 'Number', value: ({ sequence }) => sequence },
      { head: 'When (UTC)', value: ({ at }) => at },
      { head: 'Who', value: ({ actorName }) => actorName },
      { head: 'What', value: ({ action, data }) => describeEvent(action, data) },
      { head: 'Action', value: ({ action }) => action },
      { head: 'Subject', value: ({ subjectName }) => subjectName },
      { head: 'Kind of subject', value: ({ subjectType }) => subjectLabel(subjectType) },
      { head: 'Subject ID', value: ({ subjectId }) => subjectId },
      { head: 'Organisation', value: ({ organisation }) => organisation },
      { head: 'Details', value: ({ data }) => JSON.stringify(Object.fromEntries(data)) },
    ],
  })
})
