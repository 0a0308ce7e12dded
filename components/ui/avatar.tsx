import { joinClasses } from './join-classes'

/** A person's initials. Decorative, since the name stands beside it. */
export function Avatar({ name, size = 'default' }: { name: string; size?: 'default' | 'lg' }) {
  return (
    <span
      aria-hidden="true"
      className={joinClasses(
        'grid shrink-0 place-items-center rounded-full border border-accent-line bg-accent-soft font-semibold text-accent-ink',
        size === 'lg' ? 'size-11 text-base' : 'size-[26px] text-2xs',
      )}
    >
      {getInitials(name)}
    </span>
  )
}

/** The first letters of a name's first and last word, or the first two of a single word. */
export function getInitials(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = Array.from(words[0] ?? '')
  const last = words.length > 1 ? Array.from(words.at(-1) ?? '') : first.slice(1)
  return `${first[0] ?? ''}${last[0] ?? ''}`.toUpperCase()
}
