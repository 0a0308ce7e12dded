import { createHash } from 'node:crypto'
import { receiveCall } from '@/app/demo/content-locker/receive-call'
import { AppError } from '@/lib/errors'

/** Accepts an activity and returns an id. It isn't stored, because this service has no page that shows it. */
export function POST(request: Request): Promise<Response> {
  return receiveCall(request, ({ recipientIds, subject, occurredAt }) => {
    const isComplete = Array.isArray(recipientIds) && recipientIds.length > 0 && typeof subject === 'string'
    if (!isComplete) throw new AppError('invalid_input', 'An activity needs recipientIds and a subject.')
    if (!recipientIds.every((id) => typeof id === 'string' && id.startsWith('rcp_')))
      throw new AppError('not_found', 'One of the recipients doesn’t exist.')
    const digest = createHash('sha256')
      .update(JSON.stringify([recipientIds, subject, occurredAt]))
      .digest('hex')
    return { status: 201, body: { id: `act_${digest.slice(0, 12)}` } }
  })
}
