import { headers } from 'next/headers'
import { forbidden, notFound, redirect } from 'next/navigation'
import { currentActor } from '@/lib/auth/actor'
import { hasPermission, type MemberActor, type Permission } from '@/lib/auth/permissions'
import { toAppError } from '@/lib/errors'

/** The reader of this page. Without a session they are sent to sign in and back; without the permission they get 403. */
export async function requirePageActor(permission: Permission): Promise<MemberActor> {
  const actor = await currentActor()
  if (actor.kind === 'anonymous') {
    const path = (await headers()).get('x-path') ?? '/'
    redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`)
  }
  if (!hasPermission(actor, permission)) forbidden()
  return actor
}

/** The subject of a page, or the not-found page if it doesn't exist or belongs to another organisation. */
export async function orNotFound<T>(thing: Promise<T>): Promise<T> {
  try {
    return await thing
  } catch (thrown) {
    // A malformed id, such as one with a NUL byte, can't be one of ours.
    const { code } = toAppError(thrown)
    if (code === 'not_found' || code === 'malformed_request') notFound()
    // The permission may be one that roles of another kind of organisation have too.
    if (code === 'forbidden') forbidden()
    throw thrown
  }
}
