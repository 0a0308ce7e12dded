import { fairline } from '@/app/demo/brands'
import { answerPage } from '@/app/demo/document'
import { renderHistory } from '@/app/demo/payment-history/view'
import { refuseRequest } from '@/app/demo/refuse'
import { readSecrets } from '@/app/demo/secrets'
import { AppError } from '@/lib/errors'
import { verifyMarketplace } from '@/lib/protocols/marketplace'

const service = { name: 'Payment History', brand: fairline }

/** A marketplace widget in encrypted mode. */
export async function GET(request: Request): Promise<Response> {
  try {
    const secrets = await readSecrets('/demo/payment-history')
    const now = new Date()
    const verified = await verifyMarketplace({ url: request.url, mode: 'encrypted', secrets, now })
    if (verified.mode !== 'encrypted')
      throw new AppError('malformed_request', 'This launch is in another mode.')
    return answerPage(await renderHistory(verified.data, now))
  } catch (thrown) {
    return refuseRequest(service, thrown)
  }
}
