import type { AppError, ErrorCode } from '@/lib/errors'

export type Refusal = { status: 400 | 403 | 503; title: string; reason: string; advice: string }

const reload = 'Reload the tab in your CRM: that makes a fresh launch.'
const checkSigning =
  'If you build the sender: sign the base64 text of the context with HMAC-SHA256 and this widget’s secret, and send it as 64 lower-case hex characters.'

const notSigned: Refusal = {
  status: 403,
  title: 'This launch is not signed',
  reason: 'There is a context but no signature, so nobody vouches for it. Nothing of it was used.',
  advice: `Open this page as a tab of a record in your CRM. ${checkSigning}`,
}

const refusals: Partial<Record<ErrorCode, Refusal>> = {
  missing_parameter: {
    status: 400,
    title: 'This page opens from a CRM',
    reason: 'The address has no signed launch in it, so there is no person or company to show.',
    advice:
      'Open it as a tab of a record in your CRM. A launch has the parameters context and signature, once each.',
  },
  doubled_parameter: {
    status: 400,
    title: 'This launch can be read in two ways',
    reason: 'The context or the signature is in the address more than once.',
    advice: `Send each of them once. ${reload}`,
  },
  not_base64: {
    status: 400,
    title: 'The context is damaged',
    reason: 'The launch is signed, but its context is not base64.',
    advice:
      'Encode the context as base64 and percent-encode it in the address: an unencoded + arrives as a space.',
  },
  not_utf8: {
    status: 400,
    title: 'The context is damaged',
    reason: 'The launch is signed, but its context is not UTF-8.',
    advice: 'Encode the JSON as UTF-8 before base64, also where names are in other scripts.',
  },
  malformed_context: {
    status: 400,
    title: 'The context is incomplete',
    reason: 'The launch is signed, but its context does not have the agreed shape.',
    advice: 'Send team, user, timestamp, and either person or company, as JSON in base64.',
  },
  payload_too_large: {
    status: 400,
    title: 'The context is too long',
    reason: 'A context has at most 65,536 characters. Nothing of it was used.',
    advice: 'Send what the agreed shape has and no more.',
  },
  malformed_signature: {
    status: 403,
    title: 'The signature is not one',
    reason: 'A signature is 64 lower-case hex characters. Nothing of the context was used.',
    advice: `${reload} ${checkSigning}`,
  },
  signature_mismatch: {
    status: 403,
    title: 'The signature does not fit',
    reason:
      'The context was changed on its way, or it was signed with another secret. Nothing of it was used.',
    advice: `${reload} ${checkSigning}`,
  },
  expired: {
    status: 403,
    title: 'This launch has expired',
    reason:
      'It was signed more than five minutes ago. An address that leaked is of no use for longer than that.',
    advice: reload,
  },
  from_the_future: {
    status: 403,
    title: 'This launch is ahead of time',
    reason: 'Its timestamp lies more than a minute ahead of our clock.',
    advice: 'Set the clock of the server that signs. Then reload the tab in your CRM.',
  },
  malformed_timestamp: {
    status: 403,
    title: 'The time of signing cannot be read',
    reason: 'Without it nobody can tell whether the launch is fresh.',
    advice: 'Send the timestamp as ISO 8601 in UTC, such as 2026-03-02T09:30:00Z.',
  },
}

const unavailable: Refusal = {
  status: 503,
  title: 'This service is not set up yet',
  reason: 'It cannot read the secrets it would verify a launch with.',
  advice:
    'Start the portal once with its demo data: that writes the file of the demo’s secrets. Then reload the tab.',
}

/** The page's words for an error; what is no fault of the request is 503. */
export function describeRefusal(error: AppError, isUnsigned: boolean): Refusal {
  return isUnsigned ? notSigned : (refusals[error.code] ?? unavailable)
}
