'use client'

import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { type FieldControl, Input } from './field'
import { useReady } from './use-ready'

export type ComboboxOption = { id: string; label: string; detail?: string }

const waitMs = 150

/**
 * A text field that chooses one of many by search. The chosen id is posted as `name`, the text as `textName`. A text that isn't chosen
 * posts no id.
 */
export function Combobox({
  control,
  name,
  textName,
  start,
  search,
  nothingFound,
  placeholder,
  onChoose,
}: {
  control: FieldControl & { 'aria-label'?: string }
  name: string
  textName: string
  /** What is chosen at first. */
  start: ComboboxOption | undefined
  /** Finds options for a text; an empty one finds the first of all. Undefined if it failed. */
  search: (query: string) => Promise<ComboboxOption[] | undefined>
  /** What to say when nothing matches. */
  nothingFound: string
  placeholder?: string
  onChoose?: (chosen: ComboboxOption | undefined) => void
}) {
  const isReady = useReady()
  const [chosen, setChosen] = useState(start)
  const [text, setText] = useState(start?.label ?? '')
  const [asked, setAsked] = useState<string>()
  const [at, setAt] = useState(0)
  const { options, state } = useOptions(asked, search)
  const isOpen = asked !== undefined
  const current = options[Math.min(at, options.length - 1)]
  const listId = `${control.id}-options`
  const optionId = (option: ComboboxOption) => `${control.id}-option-${option.id}`

  const choose = (option: ComboboxOption | undefined) => {
    setChosen(option)
    setText(option?.label ?? '')
    setAsked(undefined)
    if (option?.id !== chosen?.id) onChoose?.(option)
  }
  const open = () => {
    setAt(0)
    setAsked(chosen?.label === text ? '' : text.trim())
  }
  const follow = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      if (!isOpen) open()
      else if (options.length > 0)
        setAt((now) => (Math.min(now, options.length - 1) + step + options.length) % options.length)
    }
    if (event.key === 'Enter' && isOpen) {
      event.preventDefault()
      if (current && state === 'done') choose(current)
    }
    if (event.key === 'Escape' && isOpen) {
      event.preventDefault()
      event.stopPropagation()
      setAsked(undefined)
    }
  }
  const leave = () => {
    const exact = options.find(({ label }) => label.toLowerCase() === text.trim().toLowerCase())
    if (text.trim() === '') choose(undefined)
    else if (!chosen && exact) choose(exact)
    else setAsked(undefined)
  }

  return (
    <div className="relative">
      <input type="hidden" name={name} value={chosen?.id ?? ''} />
      <Input
        {...control}
        name={textName}
        role="combobox"
        aria-expanded={isOpen && options.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && current ? optionId(current) : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        placeholder={placeholder}
        data-unready={isReady ? undefined : ''}
        readOnly={!isReady}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setChosen(undefined)
          setAt(0)
          setAsked(event.target.value.trim())
        }}
        onClick={() => (isOpen ? undefined : open())}
        onKeyDown={follow}
        onBlur={leave}
      />
      <div
        hidden={!isOpen}
        className="absolute inset-x-0 top-full z-20 mt-1 max-h-72 overflow-y-auto rounded-lg bg-surface p-1 shadow-pop"
      >
        <div id={listId} role="listbox" aria-label="Results">
          {options.map((option, index) => (
            <OptionRow
              key={option.id}
              id={optionId(option)}
              option={option}
              isCurrent={option === current}
              onPoint={() => setAt(index)}
              onChoose={() => choose(option)}
            />
          ))}
        </div>
        <p role="status" className="px-2 py-1 text-ink-3 text-xs empty:hidden">
          {isOpen ? describeState(state, options.length, nothingFound) : ''}
        </p>
      </div>
    </div>
  )
}

function OptionRow({
  id,
  option,
  isCurrent,
  onPoint,
  onChoose,
}: {
  id: string
  option: ComboboxOption
  isCurrent: boolean
  onPoint: () => void
  onChoose: () => void
}) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isCurrent) element.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys, and this is never focused
    <div
      ref={element}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isCurrent}
      onMouseMove={onPoint}
      // The focus stays in the text, which would close the list when it loses it.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      className="flex min-h-8 cursor-pointer items-center gap-2.5 rounded-md px-2 aria-selected:bg-selected"
    >
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {option.label}
      </span>
      {option.detail ? (
        <span className="max-w-[45%] truncate text-ink-3 text-xs">{option.detail}</span>
      ) : null}
    </div>
  )
}

type SearchState = 'searching' | 'done' | 'failed'

/** The options for the latest text; those for an older one stay until it is answered. */
function useOptions(
  asked: string | undefined,
  search: (query: string) => Promise<ComboboxOption[] | undefined>,
): { options: ComboboxOption[]; state: SearchState } {
  const [found, setFound] = useState<{ asked?: string; options: ComboboxOption[]; state: SearchState }>({
    options: [],
    state: 'searching',
  })
  const latest = useRef(search)
  useEffect(() => {
    latest.current = search
  }, [search])
  useEffect(() => {
    if (asked === undefined) return
    let isOvertaken = false
    const timer = setTimeout(
      async () => {
        const options = await latest.current(asked).catch(() => undefined)
        if (!isOvertaken) setFound({ asked, options: options ?? [], state: options ? 'done' : 'failed' })
      },
      asked === '' ? 0 : waitMs,
    )
    return () => {
      isOvertaken = true
      clearTimeout(timer)
    }
  }, [asked])
  if (asked === undefined) return { options: [], state: 'done' }
  return found.asked === asked ? found : { options: found.options, state: 'searching' }
}

function describeState(state: SearchState, count: number, nothingFound: string): string {
  if (state === 'failed') return 'Framegate didn’t respond. Keep typing to try again.'
  if (state === 'searching') return 'Searching…'
  return count === 0 ? nothingFound : ''
}
