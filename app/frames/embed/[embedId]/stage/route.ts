import { answerEmbedStage } from '@/lib/http/embed-stage'
import { route } from '@/lib/http/route'

/** The stage in an embedding page: posted, so that neither token nor record is in an address. */
export const POST = route<{ embedId: string }>({ access: 'public' }, ({ request, params, requestId }) =>
  answerEmbedStage(request, { ...params, requestId }),
)
