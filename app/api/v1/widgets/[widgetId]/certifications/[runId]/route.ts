import { exportRun } from '@/lib/domain/certification/runs'
import { apiRoute } from '@/lib/http/api-route'

export const GET = apiRoute('getCertification', (actor, { params }) => exportRun(actor, params))
