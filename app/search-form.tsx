import { Search } from 'lucide-react'
import { SearchShortcut } from '@/components/search-shortcut'
import { Input } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'

/** A search box as a plain GET form, so that a search has an address. `/` focuses it. */
export function SearchForm({
  path,
  label,
  placeholder,
  query,
  kept = {},
  singleKeys,
}: {
  path: string
  label: string
  placeholder: string
  query: string | undefined
  /** Parameters of other filters to keep. */
  kept?: Record<string, string | undefined>
  singleKeys: boolean
}) {
  return (
    <form action={path} method="get" className="w-full max-w-80 max-md:max-w-none">
      <label className="sr-only" htmlFor="search">
        {label}
      </label>
      {Object.entries(kept).map(([name, value]) =>
        value ? <input key={name} type="hidden" name={name} value={value} /> : null,
      )}
      <Input
        id="search"
        type="search"
        name="query"
        defaultValue={query}
        placeholder={placeholder}
        maxLength={100}
        icon={<Icon of={Search} size={14} />}
        trailing={singleKeys ? <Kbd className="max-md:hidden">/</Kbd> : undefined}
      />
      {singleKeys ? <SearchShortcut target="search" /> : null}
    </form>
  )
}
