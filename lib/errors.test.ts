import { describe, expect, test } from 'vitest'
import { getWidget, listWidgets } from '@/lib/domain/widgets/read'
import { AppError, errorStatus, invalidField, notFound, toAppError, toProblem } from '@/lib/errors'
import { createClient, pool } from '@/lib/server/db'
import { createPartner } from '@/test/factories'
import { refusalOf } from '@/test/refusals'

test('every code has the status that its callers were promised', () => {
  const table: Record<number, string[]> = {}
  for (const [code, status] of Object.entries(errorStatus).sort()) {
    table[status] = [...(table[status] ?? []), code]
  }
  expect(table).toEqual({
    400: [
      'doubled_header',
      'doubled_parameter',
      'malformed_context',
      'malformed_location',
      'malformed_payload',
      'malformed_request',
      'malformed_token',
      'missing_header',
      'missing_parameter',
      'not_base64',
      'not_utf8',
      'oauth_client_unknown',
      'oauth_state_invalid',
      'redirect_uri_mismatch',
      'report_unreadable',
      'slot_mismatch',
      'too_many_signatures',
    ],
    401: [
      'decryption_failed',
      'expired',
      'from_the_future',
      'identity_mismatch',
      'invalid_credentials',
      'malformed_signature',
      'malformed_timestamp',
      'signature_mismatch',
      'unauthenticated',
      'wrong_algorithm',
    ],
    403: [
      'cross_site_request',
      'forbidden',
      'insufficient_scope',
      'nonce_mismatch',
      'oauth_refused',
      'own_version',
    ],
    404: ['not_found'],
    405: ['method_not_allowed'],
    409: [
      'already_completed',
      'certification_required',
      'changed_since_read',
      'conflict',
      'idempotency_conflict',
      'live_secret_unconfirmed',
      'no_secret',
      'not_connected',
      'not_registered',
      'origin_unproven',
      'probe_not_passed',
      'report_other_version',
      'report_other_widget',
      'report_too_old',
      'rotation_open',
      'widget_stopped',
      'widget_suspended',
      'wrong_state',
    ],
    410: ['link_expired'],
    412: ['precondition_failed'],
    413: ['payload_too_large', 'report_too_large'],
    415: ['unsupported_media_type'],
    421: ['misdirected_request'],
    422: ['invalid_input', 'invalid_template', 'protocol_has_no_launch', 'report_altered'],
    429: ['rate_limited'],
    500: ['internal'],
    502: [
      'oauth_exchange_failed',
      'oauth_incomplete',
      'outbound_failed',
      'outbound_refused',
      'partner_refused',
    ],
    503: ['database_unavailable', 'secrets_unavailable'],
  })
})

describe('a problem', () => {
  test('has the members of RFC 9457, the stable code and the request to quote', () => {
    expect(toProblem(notFound('widget'), 'req_1', 'https://crm.example.com')).toEqual({
      type: 'https://crm.example.com/docs/errors#not_found',
      title: 'not found',
      status: 404,
      code: 'not_found',
      detail: 'This widget doesn’t exist, or you don’t have access to it.',
      requestId: 'req_1',
    })
  })

  test('names the fields of a refused form', () => {
    expect(
      toProblem(invalidField('url', 'Start with https://.'), 'req_1', 'https://crm.example.com'),
    ).toMatchObject({
      status: 422,
      errors: { url: ['Start with https://.'] },
    })
  })

  test('never tells the cause', () => {
    const error = new AppError('internal', 'A fault.', { cause: new Error('password=hunter2') })
    expect(JSON.stringify(toProblem(error, 'req_1', 'https://crm.example.com'))).not.toContain('hunter2')
  })
})

describe('an unknown error', () => {
  test.each([new Error('password=hunter2 at /srv/app'), 'hunter2', { hunter2: true }, null, undefined])(
    'is 500 and says nothing of %s',
    (thrown) => {
      const error = toAppError(thrown)
      expect(error.status).toBe(500)
      expect(error.publicDetail).not.toContain('hunter2')
      expect(error.cause).toBe(thrown)
    },
  )
})

test('keeps an error that is typed already', () => {
  const error = notFound('widget')
  expect(toAppError(error)).toBe(error)
})

describe('a lost database', () => {
  test('is 503 with a time to try again, found on a closed port', async () => {
    const client = createClient('postgresql://nobody:hunter2@127.0.0.1:1/none')
    const error = toAppError(await refusalOf(client.$queryRaw`SELECT 1`))
    expect(error).toMatchObject({ code: 'database_unavailable', status: 503, retryAfterSeconds: 5 })
    expect(error.publicDetail).not.toMatch(/hunter2|127\.0\.0\.1/)
    await client.$disconnect()
  })

  test.each(['P1001', 'P1017', 'P2024', 'P2028'])('is 503 as Prisma’s %s', (code) => {
    expect(toAppError(Object.assign(new Error('x'), { code })).status).toBe(503)
  })

  test.each([
    ['an idle session that an administrator ended', '57P01'],
    ['a server that starts or stops', '57P03'],
    ['a statement that took too long', '57014'],
    ['too many connections', '53300'],
    ['a full disk', '53100'],
    ['a lock that was not free in time', '55P03'],
    ['a standby', '25006'],
    ['a serialisation failure', '40001'],
    ['a deadlock', '40P01'],
    ['a socket that was reset', 'ECONNRESET'],
  ])('is 503 as %s, whoever wraps the code, and whatever is in the words', (_name, code) => {
    const cause = { kind: 'postgres', originalCode: code }
    const byAdapter = Object.assign(new Error('x'), { cause })
    const thrown = [
      Object.assign(new Error('x'), { code }),
      byAdapter,
      Object.assign(new Error('x'), { code: 'P2010', meta: { driverAdapterError: byAdapter } }),
      new Error('x', { cause: Object.assign(new Error('x'), { code }) }),
    ]
    for (const error of thrown) expect(toAppError(error)).toMatchObject({ status: 503, retryAfterSeconds: 5 })
  })

  test.each(['Connection terminated unexpectedly', 'ECONNRESET', 'sorry, too many clients already'])(
    'is not found in the words %j',
    (message) => {
      expect(toAppError(new Error(message)).status).toBe(500)
    },
  )
})

test('a character that PostgreSQL cannot keep is the caller’s 400, not our 500', async () => {
  const { owner } = await createPartner()
  const thrown = await refusalOf(getWidget(owner, { widgetId: 'wgt_\0' }))
  expect(toAppError(thrown)).toMatchObject({ code: 'malformed_request', status: 400 })
  expect(await listWidgets(owner, { query: 'mar\0ket' })).toMatchObject({ widgets: [] })
})

test.each([
  ['a NUL', 'SELECT $1::text', 'x\0'],
  ['no UUID', 'SELECT $1::uuid', 'x'],
  ['a number out of range', 'SELECT $1::integer', '99999999999'],
])(
  '%s that a statement by hand is given is malformed too, and no fault of ours',
  async (_name, sql, value) => {
    const thrown = await pool()
      .query(sql, [value])
      .catch((error: unknown) => error)
    expect(toAppError(thrown)).toMatchObject({ code: 'malformed_request', status: 400 })
  },
)
