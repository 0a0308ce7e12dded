import type { Result } from '@/lib/domain/certification/result'
import type { Exchange } from '@/lib/domain/certification/send-launch'
import type { CertificationTarget } from '@/lib/domain/certification/target'
import { signSampleLaunch } from '@/lib/domain/profiles/sample-launches'

export const answeredSecret = '6f1c2a9be07d4583a1f0c4d2e8b76935aa0417cc59de3382bf2460915d7e8fca'

const url = 'https://widget.example.com/show?api_key=0123456789abcdef0123456789'

export const answeredTarget: CertificationTarget = {
  protocol: 'sure-send',
  urls: { person: url },
  secrets: [{ label: 'active', secret: answeredSecret }],
  hostOrigin: 'https://crm.example.com',
}

/** A valid launch of `answeredTarget` with what its server said to it. */
export async function answerWith(
  body: string,
  headers: Record<string, string[]> = {},
  status = 200,
): Promise<Result & { exchange: Exchange }> {
  const request = await signSampleLaunch({
    protocol: 'sure-send',
    endpoint: 'person',
    url,
    secret: answeredSecret,
    now: new Date('2026-01-31T12:00:00Z'),
  })
  return {
    case: {
      id: 'valid',
      check: 'accepts-placements',
      title: 'A valid launch',
      endpoint: 'person',
      expected: 'accept',
      request,
    },
    exchange: {
      request,
      verdict: status < 300 ? 'accepted' : 'refused',
      answer: {
        status,
        headers: { 'content-type': ['text/html'], ...headers },
        body: Buffer.from(body),
        isTruncated: false,
        durationMs: 1,
      },
      finalUrl: request.url,
      redirects: [],
      agent: '',
      failure: '',
      durationMs: 1,
    },
  }
}
