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
  /** Of which registrations the widget's version tells its partner. */
  tells: { location: boolean; user: boolean }
  /** The partner's server takes no postbacks at present. */
  isHeld: boolean
  /** Suspended or stopped: what is registered may end, and nothing new begins. */
  isClosed: boolean
  memberCount: number
  locations: LocationRegistration[]
  canManage: boolean
  /** The next page of members, and the way back to the first. */
  nextHref?: string | undefined
  firstHref?: string | undefined
}

/** Whether the partner was told of the last change. */
export function ToldState({ last, isHeld }: { last: LastPostback | undefined; isHeld: boolean }) {
  if (!last) return <Missing>Nothing to tell</Missing>
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
          {isHeld ? 'Held' : 'Partner not told yet, next attempt '}
          {!isHeld && last.nextAttemptAt ? <Time value={last.nextAttemptAt} shape="relative" /> : null}
        </Verdict>
      )
    case 'failed':
      return <Verdict kind="bad">Partner not told: its server took it in no attempt of three days</Verdict>
    case 'cancelled':
      return <Verdict kind="bad">Partner not told: it takes no postbacks</Verdict>
  }
}
