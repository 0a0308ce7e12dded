import { refuseCall } from '@/app/demo/refuse'
import { readSecrets } from '@/app/demo/secrets'
import { verifyPostback } from '@/lib/protocols/postback'

/** Hears of each location and user that is registered or unregistered, and keeps no list: all it has follows from the launches. */
async function hear(request: Request): Promise<Response> {
  try {
    const secrets = await readSecrets('/demo/payment-history')
    const body = new Uint8Array(await request.arrayBuffer())
    await verifyPostback({ url: request.url, headers: request.headers, body, secrets, now: new Date() })
    return new Response(null, { status: 204 })
  } catch (thrown) {
    return refuseCall(thrown)
  }
}

export const POST = hear
export const DELETE = hear
