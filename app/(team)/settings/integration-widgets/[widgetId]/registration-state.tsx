import { Missing } from '@/components/ui/missing'
import { Verdict } from '@/components/ui/status'
import { Time } from '@/components/ui/time'
import type { PostbackState } from '@/lib/domain/postbacks/postbacks.schema'

type LastPostback = { state: PostbackState; nextAttemptAt: Date | null; settledAt: Date | null }

type Registration = { registeredAt: Date | undefined; last: LastPostback | undefined }

export type MemberRegistration = Registration & { id: string; name: string; email: string }

export type LocationRegistration = Registration & {
  id: string
  name: string
  accountNumber: string | null
  apiId: string | null
  userCount: number
  members: MemberRegistration[]
}

export type RegistrationsPanelProps = {
  widget: { id: string; name: string; partnerName: string }
  /** The registrations that the partner is told about. */
  tells: { location: boolean; user: boolean }
  /** Whether the partner's server currently refuses postbacks. */
  isHeld: boolean
  /** Suspended or stopped: registrations may end, but new ones can't start. */
  isClosed: boolean
  memberCount: number
  locations: LocationRegistration[]
  canManage: boolean
  /** Links to the next page of members and back to the first. */
  nextHref?: string | undefined
  firstHref?: string | undefined
}

/** Whether the partner was told about the last change. */
export function ToldState({ last, isHeld }: { last: LastPostback | undefined; isHeld: boolean }) {
  if (!last) return <Missing>No postback needed</Missing>
  switch (last.state) {
    case 'delivered':
      return (
        <Verdict kind="ok">
          Partner told {last.settledAt ? <Time value={last.settledAt} shape="relative" /> : null}
        </Verdict>
      )
    case 'pending':
      return (
        <Verdict kind="skip">
          {isHeld ? 'Held' : 'Partner not told yet. Next attempt '}
          {!isHeld && last.nextAttemptAt ? <Time value={last.nextAttemptAt} shape="relative" /> : null}
        </Verdict>
      )
    case 'failed':
      return <Verdict kind="bad">Partner not told: its server didn’t accept it for three days</Verdict>
    case 'cancelled':
      return <Verdict kind="bad">Partner not told: its server stopped postbacks</Verdict>
  }
}
