import { AuthFrame } from '@/components/shell/auth-frame'
import { ButtonLink } from '@/components/ui/button'

/** A single-use link that was used or withdrawn, or has expired. */
export function DeadLink({ what }: { what: 'invitation' | 'reset link' }) {
  return (
    <AuthFrame
      title={`This ${what} no longer works`}
      lead={`It was used or withdrawn, has expired, or wasn’t copied completely. Ask the person who sent it for a new ${what}.`}
    >
      <ButtonLink href="/sign-in" variant="primary">
        Sign in
      </ButtonLink>
    </AuthFrame>
  )
}
