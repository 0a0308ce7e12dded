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

export type SearchedPartner = {
  widgetId: string
  /** What a result is for: it is opened here, or an activity is logged about it. */
  becomes: 'opened' | 'logged'
  name: string
  partnerName: string
  origin: string
  tile: ReactNode
  headTile: ReactNode
}

type Around = {
  placement: RecordPlacement
  recordId?: string
  teamName: string
  memberCount: number
  canSwitch: boolean
  singleKeys: boolean
}

/** `results` and `fault` are left out while the partner is asked. */
type Answer = { query: string; results?: PartnerResult[]; fault?: string }

/** One search for all partners that search. What each finds is opened here, or an activity is logged about it. */
export function PartnerSearch({
  partners,
  startQuery,
  searchesAtOnce = false,
  ...around
}: Around & {
  partners: SearchedPartner[]
  /** The record's name, or what was typed in the palette. */
  startQuery: string
  /** For a reader who asked for the search already. */
  searchesAtOnce?: boolean
}) {
  const [answers, setAnswers] = useState<Record<string, Answer>>({})
  const ids = partners.map(({ widgetId }) => widgetId).join(' ')
  const search = useCallback(
    async (query: string) => {
      const asked = ids.split(' ')
      setAnswers(Object.fromEntries(asked.map((id) => [id, { query }])))
      await Promise.all(
        asked.map(async (widgetId) => {
          const { data, failure } = await searchPartnerAction({ widgetId, query }).catch(() => ({
            data: undefined,
            failure: { detail: 'Framegate didn’t respond. Check your connection and try again.' },
          }))
          const answer = failure ? { query, fault: failure.detail } : { query, results: data?.results ?? [] }
          // The answer to an older search must not replace a newer one.
          setAnswers((all) => (all[widgetId]?.query === query ? { ...all, [widgetId]: answer } : all))
        }),
      )
    },
    [ids],
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const query = String(new FormData(event.currentTarget).get('query') ?? '').trim()
    if (query) void search(query)
  }
  useEffect(() => {
    if (searchesAtOnce) void search(startQuery)
  }, [search, searchesAtOnce, startQuery])
  return (
    <Panel labelledBy="partner-search">
      <PanelHeader
        id="partner-search"
        title={`Search ${new Intl.ListFormat('en-GB').format(partners.map(({ name }) => name))}`}
      />
      <PanelBody>
        <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
          <Field id="partner-query" label="Search for" className="min-w-0 flex-1 basis-60">
            {(control) => (
              <Input {...control} name="query" required maxLength={200} defaultValue={startQuery} />
            )}
          </Field>
          <Button type="submit" scripted pending={Object.values(answers).some(isAsked)}>
            Search
          </Button>
        </form>
      </PanelBody>
      {partners.map((partner) => {
        const answer = answers[partner.widgetId]
        return answer ? <Found key={partner.widgetId} {...around} partner={partner} answer={answer} /> : null
      })}
    </Panel>
  )
}

function isAsked({ results, fault }: Answer): boolean {
  return results === undefined && fault === undefined
}

function Found({ partner, answer, ...around }: Around & { partner: SearchedPartner; answer: Answer }) {
  const { widgetId, name, partnerName, becomes, headTile, ...place } = partner
  const [choice, setChoice] = useState<{ of: Answer; chosen: PartnerResult[] }>()
  const chosen = choice?.of === answer ? choice.chosen : []
  const choose = (results: PartnerResult[]) => setChoice({ of: answer, chosen: results })
  const isOpened = becomes === 'opened'
  return (
    <section aria-labelledby={`found-${widgetId}`} className="border-line border-t">
      {isAsked(answer) ? <Progress label={`Searching ${name}`} /> : null}
      <div className="grid gap-3 p-3.5">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold">
          {headTile}
          <span id={`found-${widgetId}`}>{name}</span>
          <span className="font-normal text-ink-3 text-xs">{partnerName}</span>
        </h3>
        {answer.fault ? (
          <Note tone="danger" announce="at-once" title="The search failed.">
            {answer.fault}
          </Note>
        ) : null}
        {answer.results ? (
          <Results
            query={answer.query}
            results={answer.results}
            name={name}
            isOpened={isOpened}
            chosen={chosen}
            onChoose={choose}
          />
        ) : null}
        {isOpened && chosen[0] ? (
          <WidgetFrame
            key={chosen[0].id}
            {...place}
            {...around}
            widgetId={widgetId}
            name={name}
            partnerName={partnerName}
            recordName={chosen[0].name}
            resultId={chosen[0].id}
          />
        ) : null}
        {!isOpened && chosen.length > 0 ? (
          <PartnerActivity widgetId={widgetId} name={name} people={chosen} onLogged={() => choose([])} />
        ) : null}
      </div>
    </section>
  )
}

function Results({
  query,
  results,
  name,
  isOpened,
  chosen,
  onChoose,
}: {
  query: string
  results: PartnerResult[]
  name: string
  isOpened: boolean
  chosen: PartnerResult[]
  onChoose: (chosen: PartnerResult[]) => void
}) {
  if (results.length === 0) {
    return (
      <EmptyState title={`${name} found nobody for “${query}”`}>
        Try a shorter part of the name, or an email address.
      </EmptyState>
    )
  }
  const isChosen = (result: PartnerResult) => chosen.some(({ id }) => id === result.id)
  return (
    <ul aria-label={`Found in ${name}`} className="divide-y divide-line rounded-md border border-line">
      {results.map((result) => (
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
