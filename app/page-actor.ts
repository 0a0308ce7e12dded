import { headers } from 'next/headers'
import { forbidden, notFound, redirect } from 'next/navigation'
import { currentActor } from '@/lib/auth/actor'
import { hasPermission, type MemberActor, type Permission } from '@/lib/auth/permissions'
import { toAppError } from '@/lib/errors'

/** Who looks at this page. Nobody goes to the sign-in page and back here; a role that never may gets 403. */
export async function requirePageActor(permission: Permission): Promise<MemberActor> {
  const actor = await currentActor()
  if (actor.kind === 'anonymous') {
    const path = (await headers()).get('x-path') ?? '/'
    redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`)
  }
  if (!hasPermission(actor, permission)) forbidden()
  return actor
}

/** The thing a page is about, or the not-found page for what is not there or not the reader's. */
export async function orNotFound<T>(thing: Promise<T>): Promise<T> {
  try {
    return await thing
  } catch (thrown) {
    // A malformed id, such as one with a NUL byte, is no id of ours.
    const { code } = toAppError(thrown)
    if (code === 'not_found' || code === 'malformed_request') notFound()
    throw thrown
  }
}
