'use client'

import { MoreHorizontal, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { Note } from '@/components/ui/note'
import { useToast } from '@/components/ui/toast'
import { eraseCompanyAction, erasePersonAction } from './_record-form/actions'

type Kind = 'person' | 'company'

/** Further actions on a record: erasing it, after saying what goes and what stays. */
export function EraseMenu({ kind, id, name }: { kind: Kind; id: string; name: string }) {
  const router = useRouter()
  const { show } = useToast()
  const [isOpen, setOpen] = useState(false)
  const [failure, setFailure] = useState<string>()

  async function erase(): Promise<boolean> {
    const result = await (kind === 'person'
      ? erasePersonAction({ personId: id })
      : eraseCompanyAction({ companyId: id })
    ).catch(() => ({
      data: undefined,
      failure: { detail: 'Framegate didn’t respond. Check your connection and try again.' },
    }))
    setFailure(result.failure?.detail)
    if (!result.data) return false
    show({ title: `${name} is erased`, description: describeErasure(result.data), travels: true })
    router.push(kind === 'person' ? '/people' : '/companies')
    return true
  }

  return (
    <>
      <Menu
        trigger={{
          icon: <Icon of={MoreHorizontal} />,
          label: 'More actions',
          className: 'max-md:flex-none!',
        }}
        items={[
          {
            label: `Erase this ${kind}`,
            icon: <Icon of={Trash2} size={14} />,
            danger: true,
            onSelect: () => setOpen(true),
          },
        ]}
      />
      <ConfirmDialog
        open={isOpen}
        onOpenChange={(open) => {
          setOpen(open)
          setFailure(undefined)
        }}
        title={`Erase ${name}?`}
        description="This can’t be undone. Erase a record to fulfil someone’s request to be forgotten, or to remove a duplicate."
        confirmLabel={`Erase ${kind}`}
        cancelLabel={`Keep ${kind}`}
        danger
        action={erase}
      >
        <div className="grid gap-3">
          <WordList title="What goes" items={goes[kind]} />
          <WordList title="What stays, and why" items={stays[kind]} />
          <p className="text-ink-2">
            Framegate can’t erase what partners and your CRM stored. If your CRM sends the record again, it is
            created again.
          </p>
          {failure ? (
            <Note tone="danger" title="Not erased." announce="at-once">
              {failure}
            </Note>
          ) : null}
        </div>
      </ConfirmDialog>
    </>
  )
}

const goes: Record<Kind, string[]> = {
  person: [
    'The person with all emails, phone numbers, IDs and steps.',
    'Emails and other activities that are only about this person.',
    'Access that widgets got for this person.',
  ],
  company: [
    'The company with all emails, phone numbers, addresses and IDs.',
    'Activities that are only about this company.',
    'Access that widgets got for this company.',
  ],
}

const stays: Record<Kind, string[]> = {
  person: [
    'Activities that are also about another record: they belong to that record too.',
    'Launches of widgets, without this person: they are in your team’s and the partners’ statistics.',
    'Events in the audit log, which nobody can change. They say “A person”.',
  ],
  company: [
    'Its people, without a company. Erase each of them on their own page.',
    'Activities that are also about another record: they belong to that record too.',
    'Launches of widgets, without this company: they are in your team’s and the partners’ statistics.',
    'Events in the audit log, which nobody can change. They say “A company”.',
  ],
}

function WordList({ title, items }: { title: string; items: string[] }) {
  return (
    <div>
      <p className="font-medium">{title}</p>
      <ul className="mt-1 list-disc space-y-0.5 pl-5 text-ink-2">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  )
}

function describeErasure({ activities, launches }: { activities: number; launches: number }): string {
  const gone = activities === 0 ? '' : ` with ${count(activities, 'activity', 'activities')}`
  const kept =
    launches === 0
      ? ''
      : ` ${count(launches, 'launch', 'launches')} no longer ${launches === 1 ? 'names' : 'name'} it.`
  return `The record was removed${gone}.${kept}`
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}
