'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import { Status } from '@/components/ui/status'
import { Switch } from '@/components/ui/switch'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { useToast } from '@/components/ui/toast'
import { useCall } from '@/components/use-call'
import { registerAllMembersAction, registerUserAction, unregisterUserAction } from './registration-actions'
import {
  type LocationRegistration,
  type MemberRegistration,
  type RegistrationsPanelProps,
  ToldState,
} from './registration-state'

/** The members at a registered location, with a switch each and one button for all. */
export function MemberRegistrations({
  location,
  panel,
}: {
  location: LocationRegistration
  panel: RegistrationsPanelProps
}) {
  const { canManage, isClosed, memberCount, isHeld } = panel
  return (
    <details open={memberCount <= 10} className="min-w-0">
      <summary className="cursor-pointer text-accent-ink text-xs">Members at {location.name}</summary>
      {canManage && !isClosed && location.userCount < memberCount ? (
        <RegisterAll location={location} panel={panel} />
      ) : null}
      <Table
        caption={`Members at ${location.name}`}
        density="tight"
        className="mt-2"
        columns={[
          ...(canManage ? [{ label: 'Registered', hideLabel: true, className: 'w-12' }] : []),
          { label: 'Member' },
          { label: 'State' },
          { label: 'Partner' },
        ]}
      >
        {location.members.map((member) => (
          <TableRow key={member.id} className="max-md:relative">
            {canManage ? (
              <TableCell
                kind="action"
                className="text-left! max-md:absolute max-md:top-2.5 max-md:right-3.5 max-md:mt-0!"
              >
                <MemberSwitch member={member} location={location} panel={panel} />
              </TableCell>
            ) : null}
            <TableCell kind="lead">
              <span className="block break-words max-md:pr-12">{member.name}</span>
              <CellMeta>
                <span className="break-all">{member.email}</span>
              </CellMeta>
            </TableCell>
            <TableCell label="State">
              <Status
                phase={member.registeredAt ? 'active' : 'staged'}
                tone={member.registeredAt ? 'ok' : 'neutral'}
              >
                {member.registeredAt ? 'Registered' : 'Not registered'}
              </Status>
            </TableCell>
            <TableCell label="Partner">
              <ToldState last={member.last} isHeld={isHeld} />
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </details>
  )
}

function MemberSwitch({
  member,
  location,
  panel,
}: {
  member: MemberRegistration
  location: LocationRegistration
  panel: RegistrationsPanelProps
}) {
  const register = useCall(registerUserAction)
  const unregister = useCall(unregisterUserAction)
  const { show } = useToast()
  const isOn = member.registeredAt !== undefined
  const { widget } = panel
  const input = { widgetId: widget.id, locationId: location.id, userId: member.id }

  async function turn(on: boolean) {
    const done = await (on ? register : unregister).call(input)
    if (!done) return
    show({
      title: `${member.name} is ${on ? 'registered' : 'unregistered'} at ${location.name}`,
      description: on
        ? `${widget.name} opens for them.`
        : `${widget.name} no longer opens for them at ${location.name}.`,
      action: { label: 'Undo', onAction: () => void turn(!on) },
    })
  }

  return (
    <Switch
      checked={isOn}
      disabled={panel.isClosed && !isOn}
      pending={register.isPending || unregister.isPending}
      label={`Register ${member.name} at ${location.name}`}
      onClick={() => void turn(!isOn)}
    />
  )
}

function RegisterAll({
  location,
  panel,
}: {
  location: LocationRegistration
  panel: RegistrationsPanelProps
}) {
  const all = useCall(registerAllMembersAction)
  const { show } = useToast()
  const [progress, setProgress] = useState<{ done: number; total: number }>()

  /** A hundred per call, until all are registered. */
  async function registerAll() {
    let done = 0
    for (;;) {
      const step = await all.call({ widgetId: panel.widget.id, locationId: location.id })
      if (!step) break
      done += step.registered
      setProgress({ done, total: done + step.left })
      if (step.left > 0) continue
      show({ title: `${done} ${done === 1 ? 'member is' : 'members are'} registered at ${location.name}` })
      break
    }
    setProgress(undefined)
  }

  return (
    <div className="mt-2 flex flex-wrap items-center gap-3">
      <Button size="sm" pending={all.isPending} onClick={() => void registerAll()}>
        Register all members
      </Button>
      <span className="text-ink-3 text-xs">
        {location.userCount} of {panel.memberCount} are registered. {panel.widget.partnerName} is told about
        each of the others.
      </span>
      {progress ? (
        <div className="basis-full">
          <Progress
            label={`Registered ${progress.done} of ${progress.total}`}
            value={Math.round((progress.done / Math.max(1, progress.total)) * 100)}
          />
        </div>
      ) : null}
    </div>
  )
}
