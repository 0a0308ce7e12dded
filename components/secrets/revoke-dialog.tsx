import { ConfirmDialog } from '@/components/ui/confirm-dialog'

/** Asks before revoking a version. */
export function RevokeDialog({
  version,
  label = `Revoke v${version}`,
  size,
  description,
  action,
}: {
  version: number
  label?: string
  size?: 'sm'
  /** What stops working, and what continues. */
  description: string
  action: () => unknown
}) {
  return (
    <ConfirmDialog
      trigger={{ variant: 'danger', children: label, ...(size ? { size } : {}) }}
      title={`Revoke v${version} now?`}
      description={description}
      confirmLabel={`Revoke v${version}`}
      cancelLabel={`Keep v${version}`}
      danger
      action={action}
    />
  )
}
