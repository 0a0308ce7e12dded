import { checkReadiness } from '@/lib/domain/platform/health'

export const dynamic = 'force-dynamic'

/** Whether requests can be served, with the cause if not: 200 or 503. No secret, address or password is in it. */
export async function GET(): Promise<Response> {
  const readiness = await checkReadiness()
  const headers = { 'cache-control': 'no-store', ...(readiness.ready ? {} : { 'retry-after': '5' }) }
  return Response.json(readiness, { status: readiness.ready ? 200 : 503, headers })
}
