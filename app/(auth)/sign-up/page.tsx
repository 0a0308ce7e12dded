import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { homeOf } from '@/app/portal-page'
import { AuthFrame } from '@/components/shell/auth-frame'
import { Link } from '@/components/ui/link'
import { currentActor } from '@/lib/auth/actor'
import { SignUpForm } from './sign-up-form'

export const metadata: Metadata = { title: 'Sign up' }

export default async function SignUpPage() {
  const actor = await currentActor()
  if (actor.kind !== 'anonymous') redirect(homeOf(actor))
  return (
    <AuthFrame
      title="Sign up as a partner"
      lead="Register widgets, get their signing secrets and hand them to review. Teams and reviewers are invited instead."
      footer={
        <>
          Signed up already? <Link href="/sign-in">Sign in</Link>
        </>
      }
    >
      <SignUpForm />
    </AuthFrame>
  )
}
