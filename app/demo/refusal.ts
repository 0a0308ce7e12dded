import type { AppError, ErrorCode } from '@/lib/errors'

export type Refusal = { status: 400 | 403 | 503; title: string; reason: string; advice: string }

const reload = 'Reload the tab in your CRM to open a new launch.'
const checkSigning =
  'If you build the sender: sign the base64 text of the context with HMAC-SHA256 and this widget’s secret, and send it as 64 lower-case hex characters.'

const notSigned: Refusal = {
  status: 403,
  title: 'This launch is not signed',
  reason: 'It has a context but no signature, so we can’t trust it. The context wasn’t used.',
  advice: `Open this page as a tab of a record in your CRM. ${checkSigning}`,
}

const refusals: Partial<Record<ErrorCode, Refusal>> = {
  missing_parameter: {
    status: 400,
    title: 'This page opens from a CRM',
    reason: 'The address doesn’t contain a signed launch, so we don’t know which person or company to show.',
    advice:
      'Open it as a tab of a record in your CRM. A launch has the parameters context and signature, each exactly once.',
  },
  doubled_parameter: {
    status: 400,
    title: 'This launch is ambiguous',
    reason: 'The address contains the context or the signature more than once.',
    advice: `Send each of them exactly once. ${reload}`,
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
    advice: 'Encode the JSON as UTF-8 before you encode it as base64, including names in other scripts.',
  },
  malformed_context: {
    status: 400,
    title: 'The context is incomplete',
    reason: 'The launch is signed, but its context doesn’t have the expected fields.',
    advice: 'Send team, user, timestamp and either person or company, as base64-encoded JSON.',
  },
  payload_too_large: {
    status: 400,
    title: 'The context is too long',
    reason: 'A context can have up to 65,536 characters. It wasn’t used.',
    advice: 'Send only the expected fields.',
  },
  malformed_signature: {
    status: 403,
    title: 'The signature is malformed',
    reason: 'A signature has 64 lower-case hex characters. The context wasn’t used.',
    advice: `${reload} ${checkSigning}`,
  },
  signature_mismatch: {
    status: 403,
    title: 'The signature doesn’t match',
    reason: 'The context was changed on the way, or it was signed with another secret. It wasn’t used.',
    advice: `${reload} ${checkSigning}`,
  },
  expired: {
    status: 403,
    title: 'This launch has expired',
    reason:
      'It was signed more than five minutes ago. Launches expire so that a leaked address can’t be used later.',
    advice: reload,
  },
  from_the_future: {
    status: 403,
    title: 'This launch is from the future',
    reason: 'Its timestamp is more than a minute ahead of our clock.',
    advice: 'Correct the clock of the server that signs, then reload the tab in your CRM.',
  },
  malformed_timestamp: {
    status: 403,
    title: 'The timestamp is invalid',
    reason: 'Without a valid timestamp we can’t tell whether the launch is still valid.',
    advice: 'Send the timestamp as ISO 8601 in UTC, such as 2026-03-02T09:30:00Z.',
  },
}

const unavailable: Refusal = {
  status: 503,
  title: 'This service is not set up yet',
  reason: 'It can’t read the secrets that it verifies launches with.',
  advice: 'Start the portal once with its demo data, which creates the demo’s secrets. Then reload the tab.',
}

/** What the page says about an error. Errors that the request didn't cause are 503. */
export function describeRefusal(error: AppError, isUnsigned: boolean): Refusal {
  return isUnsigned ? notSigned : (refusals[error.code] ?? unavailable)
}
