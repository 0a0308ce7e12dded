'use client'

import { LeaveGuard as Guard } from '@/components/leave-guard'

/** While it is on the page, leaving asks first: what is shown here can't be shown again. */
export function LeaveGuard({ what = 'secret' }: { what?: 'secret' | 'key' | 'URLs' }) {
  const [they, them, one] = what === 'URLs' ? ['They’re', 'them', 'new ones'] : ['It’s', 'it', 'a new one']
  return (
    <Guard
      title={`Leave without storing the ${what}?`}
      description={`${they} shown only once. If you leave now and lose ${them}, you have to create ${one}.`}
    />
  )
}
