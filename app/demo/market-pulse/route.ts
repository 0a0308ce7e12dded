import { marketPulse } from '@/app/demo/market-pulse/view'
import { receiveLaunch } from '@/app/demo/receive'

export function GET(request: Request): Promise<Response> {
  return receiveLaunch(request, marketPulse)
}
