import { LogOut } from 'lucide-react'
import { Avatar, getInitials } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { AccountLink } from './account-link'

const popoverId = 'account-menu'

/** Who is signed in, with links to the account and to sign out. A native popover works before any script runs. */
export function AccountMenu({ name, email }: { name: string; email: string }) {
  return (
    <>
      <button
        type="button"
        popoverTarget={popoverId}
        aria-label={`${getInitials(name)}: your account, ${name}`}
        className="grid size-(--size-control) place-items-center rounded-full"
      >
        <Avatar name={name} />
      </button>
      <div
        id={popoverId}
        popover="auto"
        className="fixed inset-auto top-[calc(var(--size-bar)-2px)] right-(--gutter) m-0 w-60 rounded-lg bg-surface p-1 shadow-pop open:animate-pop"
      >
        <div className="px-2 py-1.5">
          <p className="truncate font-medium">{name}</p>
          <p className="truncate text-ink-3 text-xs">{email}</p>
        </div>
        <div className="-mx-1 my-1 h-px bg-line" />
        <AccountLink />
        <form method="post" action="/api/session/end">
          <Button
            type="submit"
            variant="quiet"
            icon={<Icon of={LogOut} />}
            className="w-full justify-start! px-2! font-normal! [&>svg]:ml-0! [&>svg]:text-ink-3"
          >
            Sign out
          </Button>
        </form>
      </div>
    </>
  )
}
