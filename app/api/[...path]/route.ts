import { AppError } from '@/lib/errors'
import { route } from '@/lib/http/route'

/** Every address of the API that no other route has. */
const handle = route<{ path: string[] }>({ access: 'public' }, async () => {
  throw new AppError('not_found', 'There is no such address. The reference is at /docs/api.')
})

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT }
