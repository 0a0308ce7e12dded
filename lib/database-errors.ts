/** The codes by which PostgreSQL, its driver and Prisma name one failure: SQLSTATEs, Node.js's, and Prisma's codes and kinds. */
export function databaseCodes(thrown: unknown): string[] {
  const codes: string[] = []
  let waiting = [thrown]
  // Prisma wraps the driver's error twice; what is deeper is not about this statement.
  for (let depth = 0; depth < 4; depth += 1) {
    const objects = waiting.filter((value) => typeof value === 'object' && value !== null)
    for (const value of objects) codes.push(...ownCodes(value))
    waiting = objects.flatMap((value) => [
      read(value, 'cause'),
      read(read(value, 'meta'), 'driverAdapterError'),
    ])
  }
  return codes
}

/** Whether the database is away, hangs, refuses connections or takes no writes: the same request may succeed in a moment. */
export function isDatabaseAway(thrown: unknown): boolean {
  return databaseCodes(thrown).some(
    (code) =>
      prismaAway.has(code) ||
      adapterAway.has(code) ||
      socketCodes.has(code) ||
      /^(08|28|53|57|58)[0-9A-Z]{3}$/.test(code) ||
      stateAway.has(code),
  )
}

/** Whether a transaction lost to another that ran at the same time; nothing of it was kept. */
export function isConflict(thrown: unknown): boolean {
  return databaseCodes(thrown).some((code) => conflicts.has(code))
}

/** Whether a unique index refused the row. */
export function isUniqueViolation(thrown: unknown): boolean {
  return databaseCodes(thrown).some((code) => uniqueCodes.has(code))
}

/** Whether PostgreSQL cannot keep a value that no schema thought of: NUL in text or JSON, a date or number out of range, too long for an index. */
export function isRefusedValue(thrown: unknown): boolean {
  return databaseCodes(thrown).some((code) => refusedValues.has(code))
}

const prismaAway = new Set([
  ...['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1010', 'P1011', 'P1017', 'P1018'],
  ...['P2024', 'P2028', 'P2037'],
])
// What Prisma's adapter calls the same, in an error of a raw statement.
const adapterAway = new Set([
  ...[
    'DatabaseNotReachable',
    'ConnectionClosed',
    'SocketTimeout',
    'TlsConnectionError',
    'TooManyConnections',
  ],
  ...['DatabaseDoesNotExist', 'DatabaseAccessDenied', 'AuthenticationFailed', 'TransactionAlreadyClosed'],
])
const socketCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH'],
])
// No such database; read only, as a standby is; a lock or a session that waited too long.
const stateAway = new Set(['3D000', '25006', '25P03', '25P04', '55P03'])
const conflicts = new Set(['40001', '40P01', 'P2034', 'TransactionWriteConflict'])
const uniqueCodes = new Set(['23505', 'P2002', 'UniqueConstraintViolation'])
const refusedValues = new Set(['22021', '22P05', '22P02', '22003', '22007', '22008', '54000'])

function ownCodes(value: object): string[] {
  return ['code', 'originalCode', 'errorCode', 'kind'].flatMap((name) => {
    const code = read(value, name)
    return typeof code === 'string' ? [code] : []
  })
}

function read(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? value[name as keyof typeof value]
    : undefined
}
