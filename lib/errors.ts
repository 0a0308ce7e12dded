import { isConflict, isDatabaseAway, isRefusedValue } from '@/lib/database-errors'

/** Every error code the portal answers with, and the HTTP status it maps to. */
export const errorStatus = {
  malformed_request: 400,
  report_unreadable: 400,
  missing_parameter: 400,
  doubled_parameter: 400,
  not_base64: 400,
  not_utf8: 400,
  malformed_context: 400,
  malformed_payload: 400,
  malformed_token: 400,
  malformed_location: 400,
  missing_header: 400,
  doubled_header: 400,
  too_many_signatures: 400,
  slot_mismatch: 400,
  malformed_signature: 401,
  signature_mismatch: 401,
  expired: 401,
  from_the_future: 401,
  malformed_timestamp: 401,
  wrong_algorithm: 401,
  decryption_failed: 401,
  identity_mismatch: 401,
  unauthenticated: 401,
  invalid_credentials: 401,
  forbidden: 403,
  insufficient_scope: 403,
  nonce_mismatch: 403,
  cross_site_request: 403,
  own_version: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  changed_since_read: 409,
  precondition_failed: 412,
  idempotency_conflict: 409,
  rotation_open: 409,
  wrong_state: 409,
  probe_not_passed: 409,
  certification_required: 409,
  report_other_widget: 409,
  report_other_version: 409,
  report_too_old: 409,
  origin_unproven: 409,
  live_secret_unconfirmed: 409,
  widget_suspended: 409,
  widget_stopped: 409,
  not_connected: 409,
  not_registered: 409,
  no_secret: 409,
  already_completed: 409,
  payload_too_large: 413,
  report_too_large: 413,
  unsupported_media_type: 415,
  misdirected_request: 421,
  invalid_input: 422,
  invalid_template: 422,
  report_altered: 422,
  protocol_has_no_launch: 422,
  oauth_state_invalid: 400,
  oauth_client_unknown: 400,
  redirect_uri_mismatch: 400,
  oauth_refused: 403,
  oauth_exchange_failed: 502,
  oauth_incomplete: 502,
  link_expired: 410,
  rate_limited: 429,
  internal: 500,
  outbound_refused: 502,
  outbound_failed: 502,
  partner_refused: 502,
  secrets_unavailable: 503,
  database_unavailable: 503,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof errorStatus

export type FieldErrors = Record<string, string[]>

type AppErrorOptions = { cause?: unknown; fields?: FieldErrors; retryAfterSeconds?: number }

/** The one error that crosses layers. `publicDetail` is written for its reader and holds no internals; the cause is only logged. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly publicDetail: string
  readonly fields: FieldErrors | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, publicDetail: string, options: AppErrorOptions = {}) {
    super(`${code}: ${publicDetail}`, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.publicDetail = publicDetail
    this.fields = options.fields
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return errorStatus[this.code]
  }
}

export function notFound(thing: string): AppError {
  return new AppError('not_found', `This ${thing} doesn’t exist, or you don’t have access to it.`)
}

export function invalidField(field: string, message: string): AppError {
  return new AppError('invalid_input', message, { fields: { [field]: [message] } })
}

/** What a check refuses of a form's fields; nothing where it passes. */
export function refusedBy(check: () => unknown): FieldErrors {
  try {
    check()
    return {}
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.fields) return thrown.fields
    throw thrown
  }
}

/** Runs every check, so that a form shows all problems at once. @throws AppError with the fields of all that refused */
export function checkTogether<Checks extends Record<string, () => unknown>>(
  checks: Checks,
): { [Name in keyof Checks]: ReturnType<Checks[Name]> } {
  const results: Record<string, unknown> = {}
  const fields: FieldErrors = {}
  for (const [name, check] of Object.entries(checks)) {
    const refused = refusedBy(() => {
      results[name] = check()
    })
    for (const [field, messages] of Object.entries(refused))
      fields[field] = [...(fields[field] ?? []), ...messages]
  }
  const [first] = Object.values(fields).flat()
  if (first) throw new AppError('invalid_input', first, { fields })
  return results as { [Name in keyof Checks]: ReturnType<Checks[Name]> }
}

/** An error as RFC 9457 problem details. Its type is the address at which the portal lists its codes. */
export function toProblem(error: AppError, requestId: string, portalOrigin: string) {
  return {
    type: `${portalOrigin}/docs/errors#${error.code}`,
    title: error.code.replaceAll('_', ' '),
    status: error.status,
    code: error.code,
    detail: error.publicDetail,
    requestId,
    ...(error.fields ? { errors: error.fields } : {}),
  }
}

/** Any thrown value as an AppError: a lost database is 503, a value that cannot be stored 400, the unknown is 500 and says nothing. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (isRefusedValue(thrown)) {
    return new AppError(
      'malformed_request',
      'A value in this request is too large or contains an invalid character.',
      {
        cause: thrown,
      },
    )
  }
  if (isDatabaseAway(thrown) || isConflict(thrown)) {
    return new AppError(
      'database_unavailable',
      'The database is not responding. Nothing was changed. Try again in a moment.',
      {
        cause: thrown,
        retryAfterSeconds: 5,
      },
    )
  }
  return new AppError('internal', 'Something went wrong on our side. Nothing was changed.', { cause: thrown })
}
