import { listSecrets, stageSecret } from '@/lib/domain/widgets/rotation'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('listSecrets', async (actor, { params }) => {
  const secrets = await listSecrets(actor, params)
  const text = (moment: Date | null) => moment?.toISOString() ?? null
  return {
    secrets: secrets.map(({ version, state, fingerprint, lastSignedAt, lastAcceptedAt, graceEndsAt }) => ({
      version,
      state,
      fingerprint,
      lastSignedAt: text(lastSignedAt),
      lastAcceptedAt: text(lastAcceptedAt),
      graceEndsAt: text(graceEndsAt),
    })),
  }
})

export const POST = apiRoute('stageSecret', (actor, { params }) => stageSecret(actor, params))
