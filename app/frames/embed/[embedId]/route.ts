import { currentActor } from '@/lib/auth/actor'
import { readEmbedOrigins, readOriginsForPortal } from '@/lib/domain/embed/embeds'
import { answerEmbedFrame } from '@/lib/http/embed-document'
import { route } from '@/lib/http/route'

/**
 * The portal's frame in a page of an embedding CRM. It is the same for everybody: who its user is comes by a token later. A cookie is read
 * only where a page of the portal itself frames it: that is the test page of the team's admins.
 */
export const GET = route<{ embedId: string }>(
  { access: 'public' },
  async ({ request, params: { embedId } }) => {
    const isOwn = request.headers.get('sec-fetch-site') === 'same-origin'
    const origins = isOwn ? readOriginsForPortal(await currentActor(), embedId) : readEmbedOrigins(embedId)
    return answerEmbedFrame({ embedId, origins: await origins })
  },
)
