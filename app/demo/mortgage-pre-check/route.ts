import { mortgagePreCheck } from '@/app/demo/mortgage-pre-check/view'
import { receiveLaunch } from '@/app/demo/receive'

export function GET(request: Request): Promise<Response> {
  return receiveLaunch(request, mortgagePreCheck)
}
