import { startCertification } from '@/lib/domain/certification/certifications'
import { listRuns } from '@/lib/domain/certification/runs'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listCertifications', async (actor, { params, query }) => {
  const { runs, nextCursor } = await listRuns(actor, { ...params, ...query })
  return {
    certifications: runs.map(({ id, versionNumber, state, passed, createdAt, finishedAt }) => ({
      id,
      version: versionNumber,
      state,
      passed,
      createdAt: createdAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    })),
    nextCursor: nextCursor ?? null,
  }
})

export const POST = apiRoute('startCertification', async (actor, { params, body }) => {
  const { runId } = await startCertification(actor, { ...params, ...body })
  return { id: runId }
})
