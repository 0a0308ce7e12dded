import { receiveCall } from '@/app/demo/content-locker/receive-call'
import { createFigures } from '@/app/demo/figures'
import { searchProfiles } from '@/app/demo/social-desk/people'
import { AppError } from '@/lib/errors'

const companies = ['Alder & Pike', 'Harbour Offices', 'Union Loans', 'Fernhill Estates'] as const

/** People that content can be shared with. */
export function POST(request: Request): Promise<Response> {
  return receiveCall(request, ({ query }) => {
    if (typeof query !== 'string' || !query.trim())
      throw new AppError('invalid_input', 'Search for a name or an email address.')
    const recipients = searchProfiles(query).map(({ id, name, handle }) => ({
      id: `rcp_${id}`,
      name,
      email: `${handle.slice(1)}@post.example`,
      company: createFigures('content-locker', id).pick('company', companies),
      type: 'contact',
    }))
    return { status: 200, body: { recipients } }
  })
}
