/** Rows that arrived while somebody watched, newest first. Rows that arrive during a pause wait. */
export type LiveRows<Row extends { id: string }> = {
  came: Row[]
  waiting: Row[]
  /** How many rows wait; it may be more than are kept. */
  waitingCount: number
}

const rowsMax = 200

export const noLiveRows = { came: [], waiting: [], waitingCount: 0 }

/** Adds a row, or replaces the earlier one if it changed. */
export function addLiveRow<Row extends { id: string }>(
  rows: LiveRows<Row>,
  row: Row,
  { isPaused, isOnPage }: { isPaused: boolean; isOnPage: boolean },
): LiveRows<Row> {
  if (!isPaused) return { ...rows, came: put(rows.came, row) }
  const isNew = !isOnPage && !has(rows.came, row) && !has(rows.waiting, row)
  return {
    ...rows,
    waiting: put(rows.waiting, row),
    waitingCount: rows.waitingCount + (isNew ? 1 : 0),
  }
}

export function releaseLiveRows<Row extends { id: string }>({ came, waiting }: LiveRows<Row>): LiveRows<Row> {
  return { came: waiting.toReversed().reduce(put, came), waiting: [], waitingCount: 0 }
}

/** The page's rows with new ones on top and changed ones replaced. */
export function mergeLiveRows<Row extends { id: string }>(came: Row[], rows: Row[]) {
  const known = new Set(rows.map(({ id }) => id))
  const changed = new Map(came.map((row) => [row.id, row]))
  const added = came.filter(({ id }) => !known.has(id))
  return { shown: [...added, ...rows.map((row) => changed.get(row.id) ?? row)], addedCount: added.length }
}

function put<Row extends { id: string }>(rows: Row[], row: Row): Row[] {
  return has(rows, row)
    ? rows.map((earlier) => (earlier.id === row.id ? row : earlier))
    : [row, ...rows].slice(0, rowsMax)
}

function has<Row extends { id: string }>(rows: Row[], { id }: Row): boolean {
  return rows.some((row) => row.id === id)
}
