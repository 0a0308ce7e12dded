import { AppError } from '@/lib/errors'

/** Why an outbound request has no answer. Callers decide by this and never by the sentence. */
export type OutboundReason =
  | 'refused_address'
  | 'dns'
  | 'unreachable'
  | 'refused_connection'
  | 'tls'
  | 'timeout'
  | 'too_large'
  | 'broken'

/** How far a request came: a failure means another thing in each phase. */
export type OutboundPhase = 'dns' | 'connect' | 'tls' | 'answer'

/**
 * The failure of `safeFetch`: outbound_refused for an address that the portal never calls, outbound_failed for everything else.
 * `causeCode` is the error code of Node.js or OpenSSL, such as CERT_HAS_EXPIRED.
 */
export class SafeFetchFailure extends AppError {
  readonly reason: OutboundReason
  readonly causeCode: string | undefined

  constructor(
    reason: OutboundReason,
    publicDetail: string,
    options: { cause?: unknown; causeCode?: string | undefined } = {},
  ) {
    super(reason === 'refused_address' ? 'outbound_refused' : 'outbound_failed', publicDetail, {
      cause: options.cause,
    })
    this.reason = reason
    this.causeCode = options.causeCode
  }
}

/** The failure of a request to `host` that ended in `phase`, by a timeout or a thrown error. */
export function describeFailure(
  cause: unknown,
  { phase, host, isLate }: { phase: OutboundPhase; host: string; isLate: boolean },
): SafeFetchFailure {
  if (cause instanceof SafeFetchFailure) return cause
  if (isLate) return new SafeFetchFailure(phase === 'dns' ? 'dns' : 'timeout', lateDetails[phase], { cause })
  const causeCode = readCode(cause)
  const fail = (reason: OutboundReason, detail: string) =>
    new SafeFetchFailure(reason, detail, { cause, causeCode })
  if (phase === 'dns') return fail('dns', `The name ${host} does not resolve.`)
  if (isTlsFailure(phase, causeCode)) return fail('tls', describeTls(causeCode, host))
  switch (causeCode) {
    case 'ECONNREFUSED':
      return fail('refused_connection', 'The server refused the connection.')
    case 'UND_ERR_HEADERS_OVERFLOW':
      return fail('too_large', 'The server sent more than 16 KB of headers.')
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'ETIMEDOUT':
      return fail('unreachable', 'There is no route to the server.')
    default:
      return fail(
        phase === 'connect' ? 'unreachable' : 'broken',
        `The connection broke before the server answered${causeCode ? ` (${causeCode})` : ''}.`,
      )
  }
}

const lateDetails: Record<OutboundPhase, string> = {
  dns: 'The name server of the host did not answer in time.',
  connect: 'The server did not accept the connection in time.',
  tls: 'The TLS handshake did not finish in time: the server accepted the connection and then did not complete the encryption.',
  answer: 'The server did not answer in time.',
}

/** Until the handshake ends everything but a lost network is the fault of TLS; later only an alert of the other side is. */
function isTlsFailure(phase: OutboundPhase, code: string | undefined): boolean {
  if (code?.startsWith('ERR_SSL_') || code?.startsWith('ERR_TLS_')) return true
  return phase === 'tls' && code !== 'EHOSTUNREACH' && code !== 'ENETUNREACH' && code !== 'ETIMEDOUT'
}

function describeTls(code: string | undefined, host: string): string {
  const named = code ? ` (${code})` : ''
  const [, sentence] = tlsSentences.find(([codes]) => code !== undefined && codes.includes(code)) ?? []
  if (sentence) return `${sentence.replace('{host}', host)}${named}.`
  return code && certificateCode.test(code)
    ? `The server’s certificate is not valid${named}.`
    : `The TLS handshake failed${named}.`
}

/** Codes of X.509 verification without a specific sentence. */
const certificateCode = /CERT|CRL|^CA_|^EE_|INVALID_PURPOSE|PATH_LENGTH|SIGNATURE_FAILURE/

/** In words for the person who has to fix it. The codes are those of Node.js, which names OpenSSL's. */
const tlsSentences: [codes: readonly string[], sentence: string][] = [
  [
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT'],
    'Certificate chain incomplete: the server sends its own certificate without the intermediate ones, or browsers don’t trust its issuer. Configure the full chain',
  ],
  [
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    'Certificate chain incomplete: an intermediate certificate is missing, or browsers don’t trust the root. Configure the full chain of a public certificate authority',
  ],
  [['CERT_HAS_EXPIRED'], 'The server’s certificate has expired'],
  [['CERT_NOT_YET_VALID'], 'The server’s certificate is not valid yet'],
  [
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    'The server’s certificate is for another host name, not for {host}',
  ],
  [['DEPTH_ZERO_SELF_SIGNED_CERT'], 'The server’s certificate is self-signed, which browsers don’t trust'],
  [
    ['SELF_SIGNED_CERT_IN_CHAIN'],
    'The server’s certificate is signed by a private certificate authority, which browsers don’t trust',
  ],
  [['CERT_REVOKED'], 'The server’s certificate was revoked'],
  [
    ['INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED'],
    'The server’s certificate was issued by a certificate that may not issue any',
  ],
  [
    [
      'ERR_SSL_UNSUPPORTED_PROTOCOL',
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
      'ERR_SSL_VERSION_TOO_LOW',
    ],
    'The server offers only TLS versions that browsers no longer support. Enable TLS 1.2 or 1.3',
  ],
  [
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'],
    'The server does not speak TLS on this port: it answers in plain text',
  ],
  [
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME'],
    'The server has no certificate for {host}',
  ],
  [
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    ],
    'The server ended the TLS handshake: it asks for a client certificate or offers no cipher that browsers support',
  ],
  [
    [
      'ERR_SSL_EE_KEY_TOO_SMALL',
      'EE_KEY_TOO_SMALL',
      'CA_KEY_TOO_SMALL',
      'CA_MD_TOO_WEAK',
      'ERR_SSL_DH_KEY_TOO_SMALL',
    ],
    'The server’s key or signature is too weak for today’s browsers',
  ],
  [['ECONNRESET', 'EPIPE'], 'The server ended the connection during the TLS handshake'],
]

function readCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
}
