import { SecretOnce } from '@/components/secret-once'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

export type ShownSecret = { version: number; secret: string; fingerprint: string }

/** A new secret in front of everything else, until whoever reads it says that it is stored. */
export function SecretDialog({
  title,
  description,
  shown,
  owner,
  ownerId,
  onStored,
}: {
  title: string
  description?: string | undefined
  shown: ShownSecret | undefined
  owner?: 'widget' | 'connector'
  ownerId: string
  onStored: () => void
}) {
  return (
    <Dialog
      open={shown !== undefined}
      dismissible={false}
      size="wide"
      title={title}
      {...(description === undefined ? {} : { description })}
      footer={
        <Button variant="primary" className="ml-auto" onClick={onStored}>
          I stored it
        </Button>
      }
    >
      {shown ? <SecretOnce {...shown} {...(owner ? { owner } : {})} ownerId={ownerId} /> : null}
    </Dialog>
  )
}
