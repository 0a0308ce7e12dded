import { receiveLaunch } from '@/app/demo/receive'
import { schoolFinder } from '@/app/demo/school-finder/view'

export function GET(request: Request): Promise<Response> {
  return receiveLaunch(request, schoolFinder)
}
