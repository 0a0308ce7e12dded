'use client'

import { CircleUser } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

/** The link to the account. It closes the popover around it, because the shell stays when the page changes. */
export function AccountLink() {
  return (
    <ButtonLink
      href="/account"
      variant="quiet"
      icon={<Icon of={CircleUser} />}
      className="w-full justify-start! px-2! font-normal! [&>svg]:ml-0! [&>svg]:text-ink-3"
      onClick={(event) => event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()}
    >
      Account
    </ButtonLink>
  )
}
