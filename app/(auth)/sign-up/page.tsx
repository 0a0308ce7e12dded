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
      lead="Framegate runs your widgets inside a CRM. Register them, get their signing secrets and submit them for review. Teams and reviewers join by invitation."
      footer={
        <>
          Already have an account? <Link href="/sign-in">Sign in</Link>
        </>
      }
    >
      <SignUpForm />
    </AuthFrame>
  )
}
