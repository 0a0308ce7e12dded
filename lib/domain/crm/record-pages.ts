import type { ListRecordsInput, RecordSort } from '@/lib/domain/crm/records.schema'
import { isUuid } from '@/lib/ids'

export const pageSize = 50

type PageInput = Pick<ListRecordsInput, 'sort' | 'after' | 'before'>

export const sortColumns = { sortName: true, createdAt: true, updatedAt: true } as const

const sorts = {
  name: { column: 'sortName', isDescending: false },
  newest: { column: 'createdAt', isDescending: true },
  changed: { column: 'updatedAt', isDescending: true },
} as const satisfies Record<RecordSort, { column: keyof typeof sortColumns; isDescending: boolean }>

type Column = (typeof sorts)[RecordSort]['column']
type Window = { column: Column; isBackward: boolean }

/** A cursor is the sorted column and id of the row at the edge: an index range, whatever page it is. */
export function readWindow(input: PageInput) {
  const { column, isDescending } = sorts[input.sort ?? 'name']
  const isBackward = input.before !== undefined
  const isFalling = isDescending !== isBackward
  const direction = isFalling ? ('desc' as const) : ('asc' as const)
  const edge = decodeCursor(input.before ?? input.after, column)
  const beyond = isFalling ? ('lt' as const) : ('gt' as const)
  return {
    column,
    isBackward,
    orderBy: [{ [column]: direction }, { id: direction }],
    where: edge
      ? {
          [column]: { [isFalling ? 'lte' : 'gte']: edge.value },
          OR: [{ [column]: { [beyond]: edge.value } }, { id: { [beyond]: edge.id } }],
        }
      : {},
  }
}

export function cutPage<Row extends { id: string; sortName: string; createdAt: Date; updatedAt: Date }>(
  rows: Row[],
  { column, isBackward }: Window,
  input: PageInput,
) {
  const hasMore = rows.length > pageSize
  const page = rows.slice(0, pageSize)
  if (isBackward) page.reverse()
  const [first, last] = [page[0], page.at(-1)]
  const hasBefore = isBackward ? hasMore : input.after !== undefined
  const hasAfter = isBackward ? true : hasMore
  return {
    rows: page,
    before: hasBefore && first ? encodeCursor(first[column], first.id) : undefined,
    after: hasAfter && last ? encodeCursor(last[column], last.id) : undefined,
  }
}

export function encodeCursor(value: string | Date, id: string): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url')
}

/** One of another order, or a malformed one, is treated as missing. */
export function decodeCursor(
  cursor: string | undefined,
  column: Column,
): { value: string | Date; id: string } | undefined {
  if (!cursor) return undefined
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown]
    if (typeof value !== 'string' || value.includes('\0') || typeof id !== 'string' || !isUuid(id))
      return undefined
    if (column === 'sortName') return { value, id }
    const at = new Date(value)
    return Number.isNaN(at.getTime()) || Math.abs(at.getUTCFullYear() - 5000) >= 5000
      ? undefined
      : { value: at, id }
  } catch {
    return undefined
  }
}
