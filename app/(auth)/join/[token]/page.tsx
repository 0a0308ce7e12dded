import type { Metadata } from 'next'
import { AuthFrame } from '@/components/shell/auth-frame'
import { roleLabels } from '@/lib/auth/permissions'
import { getInvitation } from '@/lib/domain/accounts/invitations'
import { AppError } from '@/lib/errors'
import { DeadLink } from '../../dead-link'
import { JoinForm } from './join-form'

export const metadata: Metadata = { title: 'Join' }

export default async function JoinPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const invitation = await getInvitation(token).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === 'link_expired') return undefined
    throw thrown
  })
  if (!invitation) return <DeadLink what="invitation" />
  return (
    <AuthFrame
      title={`Join ${invitation.organisation}`}
      lead={`You’ll join as ${roleLabels[invitation.role]} and sign in with ${invitation.email}.`}
    >
      <JoinForm token={token} email={invitation.email} contentHash={invitation.contentHash} />
    </AuthFrame>
  )
}
