import { answerKeptScript } from '@/lib/http/embed-script'
import { route } from '@/lib/http/route'

/** A script that an earlier version of this portal had. The server itself has the current one. */
export const GET = route<{ file: string }>({ access: 'public' }, ({ params: { file } }) =>
  answerKeptScript(file),
)
