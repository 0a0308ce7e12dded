import type { Metadata } from 'next'
import { AuthFrame } from '@/components/shell/auth-frame'
import { ResetForm } from './reset-form'

export const metadata: Metadata = { title: 'Set a new password' }

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  return (
    <AuthFrame title="Set a new password" lead="The link works once. Every session of yours ends with it.">
      <ResetForm token={token} />
    </AuthFrame>
  )
}
