'use client'

import { useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Checkbox } from '@/components/ui/field'
import { Note } from '@/components/ui/note'
import { Time } from '@/components/ui/time'
import { useToast } from '@/components/ui/toast'
import type { listMadeByMember } from '@/lib/domain/accounts/made-by-member'
import { removeMemberAction } from './actions'
import type { MemberRow } from './member-row'

export type MadeByMember = Awaited<ReturnType<typeof listMadeByMember>>

/** Removes a member, with a decision on each API key that they created. */
export function RemoveDialog({
  member,
  made,
  organisation,
  onClose,
}: {
  member: MemberRow
  made: MadeByMember
  organisation: string
  onClose: () => void
}) {
  const { show } = useToast()
  const [failure, setFailure] = useState<string>()

  async function remove(form: FormData): Promise<boolean> {
    const keepKeys = form.getAll('keep').map(String)
    const result = await removeMemberAction({ userId: member.id, keepKeys })
    setFailure(result.failure?.detail)
    if (result.failure) return false
    show({ title: `${member.name} is removed`, description: `${member.email} can be invited again.` })
    return true
  }

  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={
        member.isYou ? `Remove yourself from ${organisation}?` : `Remove ${member.name} from ${organisation}?`
      }
      description={`The audit log keeps what ${member.isYou ? 'you' : 'they'} did under the name ${member.name}.`}
      confirmLabel={member.isYou ? 'Remove me' : `Remove ${member.name}`}
      cancelLabel={member.isYou ? 'Cancel' : `Keep ${member.name}`}
      danger
      action={remove}
    >
      <div className="grid gap-3">
        <p className="text-ink-2">Revoked at once: {describeEnds(made, member.isYou)}.</p>
        {made.apiKeys.length > 0 && !member.isYou ? <KeyChoice keys={made.apiKeys} /> : null}
        {made.secrets > 0 ? (
          <Note
            tone="warn"
            title={`${member.isYou ? 'You' : member.name} created ${count(made.secrets, 'secret')} in use.`}
          >
            They stay valid. Rotate those that {member.isYou ? 'you' : 'they'} may still know.
          </Note>
        ) : null}
        {failure ? (
          <Note tone="danger" title="Not removed." announce="at-once">
            {failure}
          </Note>
        ) : null}
      </div>
    </ConfirmDialog>
  )
}

function KeyChoice({ keys }: { keys: MadeByMember['apiKeys'] }) {
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 font-medium">API keys to keep, under your name</legend>
      {keys.map((key) => (
        <Checkbox
          key={key.id}
          name="keep"
          value={key.id}
          label={key.name}
          hint={
            key.lastUsedAt ? (
              <>
                Last used <Time value={key.lastUsedAt} shape="relative" />
              </>
            ) : (
              'Never used'
            )
          }
        />
      ))}
      <p className="text-ink-3 text-xs">The others are revoked. Programs that use them stop working.</p>
    </fieldset>
  )
}

function describeEnds({ sessions, links, grants, apiKeys }: MadeByMember, isYou: boolean): string {
  const parts = [
    count(sessions, 'session'),
    ...(links > 0 ? [count(links, 'open link')] : []),
    ...(grants > 0 ? [`access given to ${count(grants, 'partner')}`] : []),
    ...(apiKeys.length > 0
      ? [`${count(apiKeys.length, 'API key')}${isYou ? '' : ', except those you keep'}`]
      : []),
  ]
  return parts.join(', ')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
