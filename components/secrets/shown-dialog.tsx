import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { LeaveGuard } from './leave-guard'
import { type SecretHolder, ShownOnce, type ShownSecret } from './shown-once'

export type ShownDialogProps = {
  title: string
  description?: string | undefined
  shown: ShownSecret | undefined
  owner?: SecretHolder
  ownerId: string
  onStored: () => void
}

/** A new secret in a dialog that stays open until the reader says it's stored. */
export function ShownDialog({ title, description, shown, owner, ownerId, onStored }: ShownDialogProps) {
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
      {shown ? (
        <>
          <LeaveGuard />
          <ShownOnce {...shown} {...(owner ? { owner } : {})} ownerId={ownerId} />
        </>
      ) : null}
    </Dialog>
  )
}
