import { readEmbedOrigins } from '@/lib/domain/embed/embeds'
import { answerEmbedFrame } from '@/lib/http/embed-document'
import { route } from '@/lib/http/route'

/** The portal's frame in a page of an embedding CRM. It is the same for everybody: who its user is comes by a token later. */
export const GET = route<{ embedId: string }>({ access: 'public' }, async ({ params: { embedId } }) =>
  answerEmbedFrame({ embedId, origins: await readEmbedOrigins(embedId) }),
)
