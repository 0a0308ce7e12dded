import { createSandboxSecret } from '@/lib/domain/sandbox-secrets'
import { apiRoute } from '@/lib/http/api-route'

export const POST = apiRoute('createSandboxSecret', (actor, { params }) => createSandboxSecret(actor, params))
