import { createHmac, timingSafeEqual } from 'node:crypto'

// What a partner writes after the published guide, with the one correction that its comparison needs: equal lengths.
function verifySignature(context: string, signature: string, secretKey: string): boolean {
  const computedSignature = createHmac('sha256', secretKey).update(context).digest('hex')
  const [given, computed] = [Buffer.from(signature), Buffer.from(computedSignature)]
  return given.length === computed.length && timingSafeEqual(given, computed)
}

function parseContext(contextBase64: string) {
  return JSON.parse(Buffer.from(contextBase64, 'base64').toString('utf-8'))
}

/** The context of a launch as a partner's server reads it, and whether its signature is right. */
export function receive(url: string, secret: string) {
  const urlParams = new URL(url).searchParams
  const context = urlParams.get('context') ?? ''
  const isSigned = verifySignature(context, urlParams.get('signature') ?? '', secret)
  return { isSigned, data: parseContext(context), names: [...urlParams.keys()] }
}
