import { ConfirmDialog } from '@/components/ui/confirm-dialog'

/** Asks before a version is revoked by hand. */
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
  /** What then no longer works, and what goes on. */
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
