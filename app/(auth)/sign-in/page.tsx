import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { typedEmailName } from '@/app/keep-session'
import { homeOf } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { PasswordInput } from '@/components/password-input'
import { AuthFrame } from '@/components/shell/auth-frame'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { Link } from '@/components/ui/link'
import { Note } from '@/components/ui/note'
import { currentActor } from '@/lib/auth/actor'
import { safePath } from '@/lib/http/request'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await currentActor()
  const query = await readSearch(searchParams)
  if (actor.kind !== 'anonymous') redirect(safePath(query.next, homeOf(actor)))
  const note = describeNote(query)
  const typed = query.error ? ((await cookies()).get(typedEmailName)?.value ?? '') : ''
  return (
    <AuthFrame
      title="Sign in"
      lead="Framegate is the portal for widgets inside a CRM: partners build them, reviewers approve them, teams enable them."
      footer={
        <>
          New partner? <Link href="/sign-up">Sign up your organisation</Link>. Teams join by invitation.
        </>
      }
    >
      {note ? (
        <Note tone={note.tone} title={`${note.title}.`} announce="politely">
          {note.text}
        </Note>
      ) : null}
      <form method="post" action={hrefWith('/api/session', { next: query.next })} className="grid gap-4">
        <Field id="email" label="Email">
          {(control) => (
            <Input
              {...control}
              name="email"
              type="email"
              autoComplete="username"
              required
              defaultValue={typed}
              autoFocus={typed === ''}
            />
          )}
        </Field>
        <Field
          id="password"
          label="Password"
          hint="Forgot it? An owner or admin of your organisation can create a reset link for you."
        >
          {(control) => (
            <PasswordInput
              {...control}
              name="password"
              autoComplete="current-password"
              required
              autoFocus={typed !== ''}
            />
          )}
        </Field>
        <Button type="submit" variant="primary">
          Sign in
        </Button>
      </form>
    </AuthFrame>
  )
}

type SignInNote = { tone: 'ok' | 'danger' | 'info'; title: string; text: string }

function describeNote(query: Record<string, string>): SignInNote | undefined {
  if (query.registered) {
    return {
      tone: 'ok',
      title: 'Almost there',
      text: 'Sign in to continue. If you already have an account with this address, your existing password still works.',
    }
  }
  if (query.joined)
    return { tone: 'ok', title: 'Your account is ready', text: 'Sign in with the password you chose.' }
  switch (query.error) {
    case undefined:
      return undefined
    case 'rate_limited':
      return {
        tone: 'danger',
        title: 'Too many attempts',
        text: `Wait ${describeWait(query.wait)}, then try again. Your account isn’t locked.`,
      }
    case 'database_unavailable':
      return {
        tone: 'danger',
        title: 'You can’t sign in right now',
        text: 'The database doesn’t respond. Try again in a moment.',
      }
    case 'cross_site_request':
      return { tone: 'danger', title: 'The form was sent from another site', text: 'Sign in on this page.' }
    default:
      return {
        tone: 'danger',
        title: 'Email and password don’t match',
        text: 'Check both, and whether Caps Lock is on. After ten wrong attempts in 15 minutes you have to wait.',
      }
  }
}

function describeWait(wait: string | undefined): string {
  const seconds = Number(wait)
  if (!Number.isInteger(seconds) || seconds <= 0) return 'a few minutes'
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
