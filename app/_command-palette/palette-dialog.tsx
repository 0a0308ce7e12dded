'use client'

import { useRouter } from 'next/navigation'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/field'
import type { QuickSearchResult } from '@/lib/domain/quick-search/quick-search.schema'
import { quickSearchAction } from './actions'
import type { PalettePage } from './palette-page'

const waitMs = 150

/** Pages by name at once, records and partners as they are found. Arrows choose, Enter goes there. */
export function PaletteDialog({
  open,
  onOpenChange,
  pages,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  pages: PalettePage[]
}) {
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const { results, state } = useQuickSearch(open ? query.trim() : '')
  const options = useMemo(() => [...matchPages(pages, query), ...results], [pages, query, results])
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
    <Dialog open={open} onOpenChange={close} title="Jump to" initialFocus={input}>
      <Input
        ref={input}
        role="combobox"
        aria-label="A page, a record or a partner’s search"
        aria-expanded={options.length > 0}
        aria-controls="palette-options"
        aria-activedescendant={current ? optionId(current) : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder="Elena Marsh"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setChosen(0)
        }}
        onKeyDown={follow}
      />
      <div className="-mx-2 max-h-[50vh] overflow-y-auto pb-3">
        <div id="palette-options" role="listbox" aria-label="Where to go">
          {options.map((option, index) => (
            <Option
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

function Option({
  option,
  isFirst,
  isChosen,
  onChoose,
  onGo,
}: {
  option: QuickSearchResult
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
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys, and this never the focus */}
      <div
        ref={element}
        id={optionId(option)}
        role="option"
        tabIndex={-1}
        aria-selected={isChosen}
        onMouseMove={onChoose}
        onClick={onGo}
        className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2 aria-selected:bg-selected"
      >
        <span className="min-w-0 flex-1 truncate" dir="auto">
          {option.label}
        </span>
        <span className="max-w-[45%] truncate text-ink-3 text-xs">{option.detail}</span>
      </div>
    </>
  )
}

type SearchState = 'idle' | 'searching' | 'done' | 'failed'

/** What the server finds for the words as they stand; an answer that was overtaken is dropped. */
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

function matchPages(pages: PalettePage[], query: string): QuickSearchResult[] {
  const wanted = query.trim().toLocaleLowerCase('en')
  return pages
    .filter(({ label, group }) => `${label} ${group}`.toLocaleLowerCase('en').includes(wanted))
    .map(({ href, label, group }) => ({ id: href, group: 'Pages', label, detail: group, href }))
}

function optionId({ group, id }: QuickSearchResult): string {
  return `jump-${group}-${id}`.replace(/[^\w-]/g, '-')
}

function describeState(state: SearchState, count: number): string {
  if (state === 'failed') return 'The portal did not answer. Type on to try again.'
  if (state === 'searching') return 'Searching…'
  return count === 0 ? 'Nothing here matches.' : ''
}
