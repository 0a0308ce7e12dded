'use client'

import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from 'react'
import { searchPartnerAction } from '@/app/partner-actions'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Checkbox, Field, Input } from '@/components/ui/field'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Progress } from '@/components/ui/progress'
import { WidgetFrame } from '@/components/widget-frame'
import type { PartnerResult } from '@/lib/domain/partner-search/partner-search.schema'
import type { RecordPlacement } from '@/lib/domain/protocols/placements.schema'
import { PartnerActivity } from './partner-activity'

type PartnerSearchProps = {
  widgetId: string
  /** What a result becomes: it is opened here, or something is logged about it. */
  becomes: 'opened' | 'logged'
  name: string
  partnerName: string
  origin: string
  tile: ReactNode
  headTile: ReactNode
  placement: RecordPlacement
  recordId?: string
  /** What the search begins with: the record's name, or what was typed elsewhere. */
  startQuery: string
  /** Searches without another press, for a reader who asked for it already. */
  searchesAtOnce?: boolean
  teamName: string
  memberCount: number
  canSwitch: boolean
  singleKeys: boolean
}

type Answer = { query: string; results?: PartnerResult[]; fault?: string }

/** Searches at a partner from a record: what it finds is opened here, or an activity is logged about it. */
export function PartnerSearch(props: PartnerSearchProps) {
  const { widgetId, becomes, name, startQuery, searchesAtOnce = false } = props
  const [answer, setAnswer] = useState<Answer>()
  const [isPending, setPending] = useState(searchesAtOnce)
  const [chosen, setChosen] = useState<PartnerResult[]>([])
  const search = useCallback(
    async (query: string) => {
      setPending(true)
      setChosen([])
      const { data, failure } = await searchPartnerAction({ widgetId, query }).catch(() => ({
        data: undefined,
        failure: { detail: 'The portal did not answer. Check your connection and try again.' },
      }))
      setAnswer(failure ? { query, fault: failure.detail } : { query, results: data?.results ?? [] })
      setPending(false)
    },
    [widgetId],
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const query = String(new FormData(event.currentTarget).get('query') ?? '').trim()
    if (query) void search(query)
  }
  useEffect(() => {
    if (searchesAtOnce) void search(startQuery)
  }, [search, searchesAtOnce, startQuery])
  const isOpened = becomes === 'opened'
  return (
    <Panel labelledBy={`search-${widgetId}`}>
      <PanelHeader
        id={`search-${widgetId}`}
        title={
          <span className="flex items-center gap-2">
            {props.headTile}
            Search in {name}
          </span>
        }
        meta={props.partnerName}
      />
      {isPending ? <Progress label={`Searching in ${name}`} /> : null}
      <PanelBody className="grid gap-3">
        <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
          <Field id={`query-${widgetId}`} label="Search for" className="min-w-0 flex-1 basis-60">
            {(control) => (
              <Input {...control} name="query" required maxLength={200} defaultValue={startQuery} />
            )}
          </Field>
          <Button type="submit" scripted pending={isPending}>
            Search
          </Button>
        </form>
        {answer?.fault ? (
          <Note tone="danger" announce="at-once" title="Nothing was found.">
            {answer.fault}
          </Note>
        ) : null}
        {answer?.results ? (
          <Results
            answer={{ query: answer.query, results: answer.results }}
            name={name}
            isOpened={isOpened}
            chosen={chosen}
            onChoose={setChosen}
          />
        ) : null}
        {isOpened && chosen[0] ? <Opened {...props} result={chosen[0]} /> : null}
        {!isOpened && chosen.length > 0 ? (
          <PartnerActivity widgetId={widgetId} name={name} people={chosen} onLogged={() => setChosen([])} />
        ) : null}
      </PanelBody>
    </Panel>
  )
}

function Results({
  answer,
  name,
  isOpened,
  chosen,
  onChoose,
}: {
  answer: { query: string; results: PartnerResult[] }
  name: string
  isOpened: boolean
  chosen: PartnerResult[]
  onChoose: (chosen: PartnerResult[]) => void
}) {
  if (answer.results.length === 0) {
    return (
      <EmptyState title={`${name} found nobody for “${answer.query}”`}>
        Try a shorter part of the name, or an email address.
      </EmptyState>
    )
  }
  const isChosen = (result: PartnerResult) => chosen.some(({ id }) => id === result.id)
  return (
    <ul aria-label={`Found in ${name}`} className="divide-y divide-line rounded-md border border-line">
      {answer.results.map((result) => (
        <li key={result.id} className="flex min-h-9 flex-wrap items-center gap-x-3 px-3 py-1">
          {isOpened ? (
            <>
              <span className="min-w-0 flex-1 break-words" dir="auto">
                {result.name}
              </span>
              <Button
                size="sm"
                aria-pressed={isChosen(result)}
                aria-label={`Open ${result.name}`}
                onClick={() => onChoose([result])}
              >
                Open
              </Button>
            </>
          ) : (
            <Checkbox
              label={<span dir="auto">{result.name}</span>}
              hint={result.details.join(' · ') || undefined}
              checked={isChosen(result)}
              onChange={(event) =>
                onChoose(
                  event.target.checked ? [...chosen, result] : chosen.filter(({ id }) => id !== result.id),
                )
              }
            />
          )}
        </li>
      ))}
    </ul>
  )
}

function Opened({
  headTile: _,
  startQuery: __,
  searchesAtOnce: ___,
  result,
  ...props
}: PartnerSearchProps & { result: PartnerResult }) {
  return <WidgetFrame key={result.id} {...props} recordName={result.name} resultId={result.id} />
}
