import { env } from '@/lib/server/env'
import type { ZooKeeper } from '@/test/zoo/open-zoo'
import { computeSignature, keepSureSend, rightSureSend, type SureSendSteps } from '@/test/zoo/sure-send'

/** A Sure Send server of the zoo for a widget that is registered in the portal: it takes these secrets, and lets the portal frame it. */
export function keepPortalWidget(
  secrets: readonly string[],
  mistake: Partial<SureSendSteps> = {},
): ZooKeeper {
  const frames = { 'content-security-policy': `frame-ancestors ${env().PORTAL_ORIGIN}` }
  return keepSureSend({
    isSigned: (context, signature) =>
      secrets.some((secret) => computeSignature(context, secret) === signature),
    render: async (context, request) => {
      const answer = await rightSureSend.render(context, request)
      return { ...answer, headers: { ...answer.headers, ...frames } }
    },
    ...mistake,
  })
}
