/**
 * The contact's name, from the CRM's API with the launch's token. Only the CRM that this partner works with is called, whatever
 * address a launch names.
 */
export async function askName(token: string | undefined, contactId: string): Promise<string | undefined> {
  const origin = process.env.PORTAL_ORIGIN || `http://localhost:${process.env.PORT || '3000'}`
  if (!token || !/^[\w-]{1,64}$/.test(contactId)) return undefined
  for (const kind of ['people', 'companies']) {
    const name = await ask(`${origin}/api/v1/${kind}/${contactId}`, token)
    if (name) return name
  }
  return undefined
}

async function ask(url: string, token: string): Promise<string | undefined> {
  try {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(2_000), redirect: 'error' })
    const answer: unknown = response.ok ? await response.json() : undefined
    return readName(answer)
  } catch {
    // The page works without the name.
    return undefined
  }
}

function readName(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { name, firstName, lastName } = answer as Record<string, unknown>
  const parts = typeof name === 'string' ? [name] : [firstName, lastName]
  const text = parts.filter((part) => typeof part === 'string').join(' ')
  return text.trim() || undefined
}
