'use client'

import { Switch } from '@/components/ui/switch'
import { useCall } from '@/components/use-call'
import { setInstallGrantAction } from './actions'

/** Whether an agent may install and enable widgets for the team. */
export function InstallSwitch({
  userId,
  name,
  mayInstall,
}: {
  userId: string
  name: string
  mayInstall: boolean
}) {
  const { call, isPending } = useCall(setInstallGrantAction)
  return (
    <span className="flex items-center gap-2">
      <Switch
        checked={mayInstall}
        pending={isPending}
        label={`${name} may install and enable widgets`}
        onClick={() =>
          void call(
            { userId, mayInstall: !mayInstall },
            {
              title: mayInstall
                ? `${name} no longer installs widgets`
                : `${name} may install and enable widgets`,
              description: 'It holds from their next click on.',
            },
          )
        }
      />
      {mayInstall ? 'Yes' : 'No'}
    </span>
  )
}
