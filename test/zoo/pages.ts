import type { Html } from '@/lib/html'
import type { ZooAnswer } from '@/test/zoo/open-zoo'

export const zooHost = 'https://crm.example.com'

export const frameHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `frame-ancestors ${zooHost}`,
}

export function page(
  body: string | Html,
  status = 200,
  headers: Record<string, string> = frameHeaders,
): ZooAnswer {
  return {
    status,
    headers,
    body: `<!doctype html><html lang="en"><title>Zoo</title><body>${typeof body === 'string' ? body : body.text}</body></html>`,
  }
}

export function refusal(status = 403): ZooAnswer {
  return page('<h1>This launch is not valid</h1><p>Open it again from your CRM.</p>', status)
}

export function json(data: unknown, status = 200): ZooAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(data) }
}
