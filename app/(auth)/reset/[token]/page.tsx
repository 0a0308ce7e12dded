import type { Metadata } from 'next'
import { AuthFrame } from '@/components/shell/auth-frame'
import { roleLabels } from '@/lib/auth/permissions'
import { getPasswordReset } from '@/lib/domain/accounts/password-reset'
import { AppError } from '@/lib/errors'
import { DeadLink } from '../../dead-link'
import { ResetForm } from './reset-form'

export const metadata: Metadata = { title: 'Set your password' }

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const account = await getPasswordReset(token).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === 'link_expired') return undefined
    throw thrown
  })
  if (!account) return <DeadLink what="reset link" />
  const { name, email, organisation, role, isFirst } = account
  return (
    <AuthFrame
      title={isFirst ? `Welcome to ${organisation}, ${name}` : 'Set a new password'}
      lead={
        isFirst
          ? `Choose a password for ${email}. You’ll then be signed in as ${roleLabels[role]}.`
          : `For ${email} at ${organisation}. You’ll then be signed in, and all your other sessions end.`
      }
    >
      <ResetForm token={token} email={email} isFirst={isFirst} />
    </AuthFrame>
  )
}
