'use client'

import { Box, Building2, Search, User, Zap } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import type { QuickSearchResult } from '@/lib/domain/quick-search/quick-search.schema'
import { quickSearchAction } from './actions'
import type { PaletteEntry } from './palette-entry'

const waitMs = 150

type Option = QuickSearchResult & { icon: ReactNode }

/** Pages and actions at once, what the server finds as it arrives. Arrow keys choose, Enter opens. */
export function PaletteDialog({
  open,
  onOpenChange,
  entries,
  placeholder,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  entries: PaletteEntry[]
  placeholder: string
}) {
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const { results, state } = useQuickSearch(open ? query.trim() : '')
  const options = useMemo(
    () => listOptions(matchEntries(entries, query), results, state),
    [entries, query, results, state],
  )
  const current = options[Math.min(chosen, options.length - 1)]
  const close = (next: boolean) => {
    onOpenChange(next)
    if (next) return
    setQuery('')
    setChosen(0)
  }
  const go = (jump: QuickSearchResult | undefined) => {
    if (!jump) return
    close(false)
    router.push(jump.href)
  }
  const follow = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && options.length > 0) {
      event.preventDefault()
      setChosen((at) => (Math.min(at, options.length - 1) + step + options.length) % options.length)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      go(current)
    }
  }
  return (
    <Dialog open={open} onOpenChange={close} title="Jump to" isTop initialFocus={input}>
      <Input
        ref={input}
        role="combobox"
        aria-label={placeholder}
        aria-expanded={options.length > 0}
        aria-controls="palette-options"
        aria-activedescendant={current ? optionId(current) : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder={placeholder}
        icon={<Icon of={Search} size={14} />}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setChosen(0)
        }}
        onKeyDown={follow}
      />
      <div className="-mx-2 max-h-[50vh] overflow-y-auto pb-3">
        <div id="palette-options" role="listbox" aria-label="Results">
          {options.map((option, index) => (
            <OptionRow
              key={optionId(option)}
              option={option}
              isFirst={options[index - 1]?.group !== option.group}
              isChosen={option === current}
              onChoose={() => setChosen(index)}
              onGo={() => go(option)}
            />
          ))}
        </div>
        <p role="status" className="px-2 pt-2 text-ink-3 text-xs">
          {describeState(state, options.length)}
        </p>
      </div>
    </Dialog>
  )
}

function OptionRow({
  option,
  isFirst,
  isChosen,
  onChoose,
  onGo,
}: {
  option: Option
  isFirst: boolean
  isChosen: boolean
  onChoose: () => void
  onGo: () => void
}) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    <>
      {isFirst ? (
        <div role="presentation" className="px-2 pt-2 pb-1 text-2xs text-ink-3">
          {option.group}
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys, and this is never focused */}
      <div
        ref={element}
        id={optionId(option)}
        role="option"
        tabIndex={-1}
        aria-selected={isChosen}
        onMouseMove={onChoose}
        onClick={onGo}
        className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 aria-selected:bg-selected"
      >
        <span className="grid w-5 shrink-0 place-items-center text-ink-3">{option.icon}</span>
        <span className="min-w-0 flex-1 truncate" dir="auto">
          {option.label}
        </span>
        <span className="max-w-[45%] truncate text-ink-3 text-xs">{option.detail}</span>
      </div>
    </>
  )
}

type SearchState = 'idle' | 'searching' | 'done' | 'failed'

/** What the server finds for the current query; the answer to an older one is dropped. */
function useQuickSearch(query: string): { results: QuickSearchResult[]; state: SearchState } {
  const [found, setFound] = useState<{ query: string; results: QuickSearchResult[]; state: SearchState }>({
    query: '',
    results: [],
    state: 'idle',
  })
  useEffect(() => {
    if (!query) return
    let isOvertaken = false
    const timer = setTimeout(async () => {
      const { data } = await quickSearchAction({ query }).catch(() => ({ data: undefined }))
      if (isOvertaken) return
      setFound({ query, results: data?.results ?? [], state: data ? 'done' : 'failed' })
    }, waitMs)
    return () => {
      isOvertaken = true
      clearTimeout(timer)
    }
  }, [query])
  if (!query) return { results: [], state: 'idle' }
  return found.query === query ? found : { results: found.results, state: 'searching' }
}

/** By the beginnings of words. Without a query everything but the documentation, which has many pages. */
function matchEntries(entries: PaletteEntry[], query: string): Option[] {
  const words = splitWords(query)
  return entries
    .filter(({ label, group, detail = '' }) =>
      words.length === 0
        ? group !== 'Help'
        : words.every((word) =>
            splitWords(`${label} ${detail} ${group}`).some((part) => part.startsWith(word)),
          ),
    )
    .map(({ detail = '', ...entry }) => ({ ...entry, id: entry.href + entry.label, detail }))
}

function splitWords(text: string): string[] {
  return text
    .toLocaleLowerCase('en')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

/** The documentation comes last, and only once the search is done, so that it never moves under the pointer. */
function listOptions(matched: Option[], results: QuickSearchResult[], state: SearchState): Option[] {
  const help = matched.filter(({ group }) => group === 'Help')
  return [
    ...matched.filter((option) => !help.includes(option)),
    ...results.map(addIcon),
    ...(state === 'searching' ? [] : help),
  ]
}

const groupIcons: Record<string, typeof User> = {
  People: User,
  Companies: Building2,
  Widgets: Box,
  'Partner search': Search,
}

function addIcon(result: QuickSearchResult): Option {
  return { ...result, icon: <Icon of={groupIcons[result.group] ?? Zap} /> }
}

function optionId({ group, id }: QuickSearchResult): string {
  return `jump-${group}-${id}`.replace(/[^\w-]/g, '-')
}

function describeState(state: SearchState, count: number): string {
  if (state === 'failed') return 'Framegate didn’t respond. Keep typing to try again.'
  if (state === 'searching') return 'Searching…'
  return count === 0 ? 'No results. Try fewer letters, or the name of a page.' : ''
}
