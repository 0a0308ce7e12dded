import { exportRun } from '@/lib/domain/certification/runs'
import { route } from '@/lib/http/route'

/** A report to download, for its partner and for reviewers. */
export const GET = route<{ runId: string }>({ access: 'session' }, async ({ params, actor }) => {
  const { runId } = params
  const report = await exportRun(actor, { runId })
  return new Response(`${JSON.stringify(report, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="certification-${report.id}.json"`,
      'cache-control': 'private, no-store',
    },
  })
})
