/** Why the portal's frame is not there, with the fix. */
export function describeMissingFrame(
  reason: 'frame_blocked' | 'frame_refused',
  { portal, origin }: { portal: string; origin: string },
): string {
  return reason === 'frame_blocked'
    ? `The Content-Security-Policy of this page doesn’t allow frames of ${portal}. Add to it: frame-src ${portal}`
    : `The portal doesn’t let this page show tabs. Check the embed ID, and that ${origin} is an allowed origin under Settings, Embedding.`
}

/** Whether a violation of the page's policy is about the portal's frame. Browsers name the address or its origin. */
export function isBlockedFrame(
  { effectiveDirective, blockedURI }: Pick<SecurityPolicyViolationEvent, 'effectiveDirective' | 'blockedURI'>,
  portal: string,
): boolean {
  const isFrame = ['frame-src', 'child-src', 'default-src'].includes(effectiveDirective)
  return isFrame && (blockedURI === portal || blockedURI.startsWith(`${portal}/`))
}

/** An address as the origin that messages are sent to; undefined for none. */
export function toOrigin(text: string | null): string | undefined {
  if (!text || !URL.canParse(text)) return undefined
  const { origin } = new URL(text)
  return origin === 'null' ? undefined : origin
}
