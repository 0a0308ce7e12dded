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
        label={`${name} can install and enable widgets`}
        onClick={() =>
          void call(
            { userId, mayInstall: !mayInstall },
            {
              title: mayInstall
                ? `${name} can no longer install and enable widgets`
                : `${name} can install and enable widgets`,
              description: 'It applies from their next click.',
            },
          )
        }
      />
      {mayInstall ? 'Yes' : 'No'}
    </span>
  )
}
