import type { Metadata } from 'next'
import { RefusalPage } from '@/app/refusal-page'
import { buttonClass } from '@/components/ui/button-class'
import { type Role, roleLabels } from '@/lib/auth/permissions'

export const metadata: Metadata = { title: 'Not allowed' }

export default function Forbidden() {
  return (
    <RefusalPage
      title="You don’t have access to this page"
      explain={(actor) => ({
        why: `${actor ? `Your role at ${actor.organisation} is ${roleLabels[actor.role]}, and this page is for other roles.` : 'This page is for other roles.'} ${describeHelp(actor?.role)} Nothing has changed.`,
        wayOn: (
          <a href="/account" className={buttonClass({})}>
            See your account
          </a>
        ),
      })}
    />
  )
}

function describeHelp(role: Role | undefined): string {
  if (role === 'developer' || role === 'qa') return 'An owner of your organisation can change your role.'
  if (role === 'agent') return 'An admin of your team can change your role.'
  return 'If you have another account, sign in with it.'
}
