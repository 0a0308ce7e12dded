import { refuseCall } from '@/app/demo/refuse'
import { readSecrets } from '@/app/demo/secrets'
import { type ShowpadBody, verifyShowpad } from '@/lib/protocols/showpad'

/** A Showpad call. The raw body is verified before it's parsed. */
export async function receiveCall(
  request: Request,
  handle: (body: ShowpadBody) => { status: 200 | 201; body: object },
): Promise<Response> {
  try {
    const secrets = await readSecrets('/demo/content-locker')
    const raw = new Uint8Array(await request.arrayBuffer())
    const { data } = await verifyShowpad({ body: raw, headers: request.headers, secrets, now: new Date() })
    const { status, body } = handle(data)
    return Response.json(body, { status, headers: { 'cache-control': 'private, no-store' } })
  } catch (thrown) {
    return refuseCall(thrown)
  }
}
