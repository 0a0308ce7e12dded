import { exportWidget } from '@/lib/domain/api/manifest'
import { route } from '@/lib/http/route'

/** A widget as a file to keep beside its code, for its partner. */
export const GET = route<{ widgetId: string }>({ access: 'session' }, async ({ params, actor }) => {
  const { name, manifest } = await exportWidget(actor, params)
  const slug = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
  return new Response(`${JSON.stringify(manifest, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${slug || 'widget'}.widget.json"`,
      'cache-control': 'private, no-store',
    },
  })
})
