import { casalytics } from '@/app/demo/brands'
import { answerPage } from '@/app/demo/document'
import { renderKit } from '@/app/demo/outreach-kit/view'
import { refuseRequest } from '@/app/demo/refuse'
import { readSecrets } from '@/app/demo/secrets'
import { AppError } from '@/lib/errors'
import { readSalesloftIds, salesloftSlots, verifySalesloft } from '@/lib/protocols/salesloft'

const service = { name: 'Outreach Kit', brand: casalytics }

/** Each slot of a Salesloft widget. A partner finds its secret by tenant and integration. */
export async function POST(
  request: Request,
  segment: { params: Promise<{ slot: string }> },
): Promise<Response> {
  try {
    const name = (await segment.params).slot.replaceAll('-', '_')
    const slot = salesloftSlots.find((known) => known === name)
    if (!slot) throw new AppError('not_found', 'This slot doesn’t exist.')
    const body = new Uint8Array(await request.arrayBuffer())
    const { tenantId, integrationId } = readSalesloftIds(body)
    const secrets = await readSecrets(`salesloft ${tenantId} ${integrationId}`)
    const verified = await verifySalesloft({ body, slot, secrets, now: new Date() })
    return answerPage(renderKit({ slot, data: verified.data, targetOrigin: verified.targetOrigin }))
  } catch (thrown) {
    return refuseRequest(service, thrown)
  }
}
