import { propertyRecommendations } from '@/app/demo/property-recommendations/view'
import { receiveLaunch } from '@/app/demo/receive'

export function GET(request: Request): Promise<Response> {
  return receiveLaunch(request, propertyRecommendations)
}
