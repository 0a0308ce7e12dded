import { Avatar } from '@/components/ui/avatar'
import { Link } from '@/components/ui/link'

/** A record in a list: its initials and its name, which leads to it. */
export function RecordName({ href, name }: { href: string; name: string }) {
  return (
    <span className="flex items-center gap-2.5">
      {/* No higher than a line of text, so that all cells of a row begin on one. */}
      <span className="-my-1 flex">
        <Avatar name={name} />
      </span>
      <Link className="min-w-0 font-medium text-base text-ink [overflow-wrap:anywhere]" href={href}>
        {name}
      </Link>
    </span>
  )
}
