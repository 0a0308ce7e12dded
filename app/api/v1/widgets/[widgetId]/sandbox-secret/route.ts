import { createSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('createSandboxSecret', (actor, { params }) => createSandboxSecret(actor, params))
