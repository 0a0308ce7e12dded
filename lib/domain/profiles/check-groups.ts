import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** What every server is asked. */
export const commonChecks = [
  'accepts-valid',
  'accepts-staged-secret',
  'state-record-not-found',
  'state-empty-fields',
  'refuses-tampered-context',
  'refuses-wrong-secret',
  'refuses-missing',
  'error-page-readable',
  'no-server-error',
  'no-secret-leak',
  'fast-enough',
  'https',
  'secret-stored-safely',
] as const satisfies readonly CheckId[]

/** The checks of a page in a frame. */
export const framedChecks = [
  'no-context-leak',
  'allows-framing',
  'calls-nothing-blocked',
  'browser-console',
  'browser-mixed-content',
  'browser-widths',
  'browser-slow-network',
  'browser-accessibility',
  'works-without-storage',
  'bridge-connects',
  'bridge-without',
  'bridge-height',
  'loading-states',
] as const satisfies readonly CheckId[]

/** Where names travel. */
export const namedChecks = ['accepts-unicode', 'accepts-long-values'] as const satisfies readonly CheckId[]

/** Where there is a signature that can be altered. */
export const signatureChecks = [
  'refuses-tampered-signature',
  'refuses-short-signature',
] as const satisfies readonly CheckId[]

/** Where a launch ends by its own time. */
export const expiryChecks = [
  'refuses-expired',
  'refuses-malformed-timestamp',
] as const satisfies readonly CheckId[]
