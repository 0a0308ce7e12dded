import { getScreenshot } from '@/lib/domain/certification/runs'
import { route } from '@/lib/http/route'

/** A picture that a run took, for the widget's partner and for reviewers. */
export const GET = route<{ shotId: string }>({ access: 'session' }, async ({ params, actor }) => {
  const { type, bytes } = await getScreenshot(actor, params)
  return new Response(bytes, {
    headers: {
      'content-type': type,
      'content-length': String(bytes.length),
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    },
  })
})
