import { type DestinationInput, destinationInput } from '@/lib/domain/launches/launches.schema'
import { AppError } from '@/lib/errors'
import { readJson } from '@/lib/http/request'

/** Of a launch that an embedding page describes, with its record. */
export const embeddedLaunchBytesMax = 512 * 1024

type Opened = {
  launchId: string
  signedAt: string
  nonce: string | null
  request: { method: string; url: string; body: string | null }
}

/** To the stage, which keeps the nonce and gives the widget the rest. */
export function answerLaunchData({ launchId, signedAt, nonce, request }: Opened): Response {
  const { method, url, body } = request
  return Response.json(
    { launchId, signedAt, nonce, request: { method, url, body } },
    { headers: { 'cache-control': 'private, no-store' } },
  )
}

/** The record that a widget names. @throws AppError malformed_request */
export async function readDestination(request: Request): Promise<DestinationInput> {
  const target = destinationInput.safeParse(await readJson(request))
  if (!target.success) throw new AppError('malformed_request', 'Send the id of a person or of a company.')
  return target.data
}
