import { AuthFrame } from '@/components/shell/auth-frame'
import { ButtonLink } from '@/components/ui/button'

/** A single-use link that was spent, withdrawn or is too old. */
export function DeadLink({ what }: { what: 'invitation' | 'reset link' }) {
  return (
    <AuthFrame
      title={`This ${what} no longer works`}
      lead={`It was used, withdrawn, copied in part, or has expired. Ask whoever sent it for a new ${what}; nothing is lost.`}
    >
      <ButtonLink href="/sign-in" variant="primary">
        Sign in
      </ButtonLink>
    </AuthFrame>
  )
}
