import { describeApi } from '@/lib/http/describe-api'
import { route } from '@/lib/http/route'

/** The description of the JSON API, for whoever reads it: it says nothing of anybody's data. */
export const GET = route({ access: 'public' }, async () => Response.json(describeApi()))
