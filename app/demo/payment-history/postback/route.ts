import { refuseCall } from '@/app/demo/refuse'
import { readSecrets } from '@/app/demo/secrets'
import { verifyPostback } from '@/lib/protocols/postback'

/** Receives each registration of a location or user. It stores none, because the launches carry all it needs. */
async function receive(request: Request): Promise<Response> {
  try {
    const secrets = await readSecrets('/demo/payment-history')
    const body = new Uint8Array(await request.arrayBuffer())
    await verifyPostback({ url: request.url, headers: request.headers, body, secrets, now: new Date() })
    return new Response(null, { status: 204 })
  } catch (thrown) {
    return refuseCall(thrown)
  }
}

export const POST = receive
export const DELETE = receive
