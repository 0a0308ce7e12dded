export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/** The first value of each parameter, since none of ours is a list. Values with NUL are left out, because nothing we store has one. */
export async function readSearch(searchParams: SearchParams): Promise<Record<string, string>> {
  const entries = Object.entries(await searchParams).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value
    return first && !first.includes('\0') ? [[name, first] as const] : []
  })
  return Object.fromEntries(entries)
}

/** A path with these parameters, without the undefined ones. */
export function hrefWith(path: string, parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  )
  return query.size > 0 ? `${path}?${query}` : path
}
