'use client'

import { type FormEvent, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Field, Input, Textarea } from '@/components/ui/field'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import {
  type Diagnosis,
  type Language,
  languages,
  type Mistake,
} from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { diagnoseAction } from './actions'

/** Examines a pasted request. The text stays in this page and isn't stored. */
export function DoctorForm({
  widgetId,
  pasted,
  hint,
  takesOwnSignature,
  language,
  launchId,
}: {
  widgetId: string
  /** A request from the sandbox's history. */
  pasted: string | undefined
  hint: string
  takesOwnSignature: boolean
  /** The language of the line to change. */
  language: Language
  /** The sandbox launch whose request is examined; kept in the address. */
  launchId: string | undefined
}) {
  const [diagnosis, setDiagnosis] = useState<Diagnosis>()
  const [fault, setFault] = useState<string>()
  const [isPending, setPending] = useState(false)
  const result = useRef<HTMLDivElement>(null)
  const examine = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setPending(true)
    const { data, failure } = await diagnoseAction({
      widgetId,
      pasted: String(form.get('pasted') ?? ''),
      ownSignature: String(form.get('ownSignature') ?? ''),
    }).catch(() => ({
      data: undefined,
      failure: { detail: 'The portal did not answer. Check your connection and try again.' },
    }))
    setDiagnosis(data)
    setFault(failure?.detail)
    setPending(false)
    result.current?.focus()
  }
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <form onSubmit={examine} className="grid gap-4">
        <p className="text-ink-2">
          Paste a request that doesn’t verify. The doctor recomputes its signature with each of your secrets
          and every common mistake, then names the mistake that matches.
        </p>
        <Field
          id="pasted"
          label="Request"
          hint={`${hint} A curl command, raw HTTP or a line of a log works too. Nothing is stored.`}
        >
          {(control) => (
            <Textarea
              {...control}
              name="pasted"
              defaultValue={pasted}
              required
              rows={9}
              mono
              spellCheck={false}
              autoComplete="off"
              maxLength={100_000}
            />
          )}
        </Field>
        {takesOwnSignature ? (
          <Field
            id="own-signature"
            label="Your own signature"
            aside="optional"
            hint="The signature that your code computed for this request. The doctor then explains it instead of the one in the request."
          >
            {(control) => (
              <Input
                {...control}
                name="ownSignature"
                mono
                maxLength={1000}
                spellCheck={false}
                autoComplete="off"
              />
            )}
          </Field>
        ) : null}
        <div>
          <Button type="submit" scripted variant="primary" pending={isPending}>
            Examine request
          </Button>
        </div>
      </form>
      <div ref={result} tabIndex={-1} aria-live="polite" className="grid min-w-0 gap-4 rounded-md">
        {fault ? (
          <Note tone="danger" announce="at-once" title="Not examined.">
            {fault}
          </Note>
        ) : null}
        {diagnosis ? (
          <Finding diagnosis={diagnosis} widgetId={widgetId} language={language} launchId={launchId} />
        ) : null}
      </div>
    </div>
  )
}

const outcomes = {
  well: { tone: 'ok', title: 'No mistake found.' },
  mistakes: { tone: 'warn', title: 'Mistake found.' },
  advised: { tone: 'ok', title: 'Verifies, with a warning.' },
  unexplained: { tone: 'danger', title: 'No known mistake matches.' },
  unreadable: { tone: 'neutral', title: 'Nothing to examine.' },
} as const

const languageNames: Record<Language, string> = {
  node: 'Node.js',
  python: 'Python',
  php: 'PHP',
  ruby: 'Ruby',
}

function Finding({
  diagnosis,
  widgetId,
  language,
  launchId,
}: {
  diagnosis: Diagnosis
  widgetId: string
  language: Language
  launchId: string | undefined
}) {
  const { outcome, detail, mistakes, verifier, read, secret, expected } = diagnosis
  const { tone, title } = outcomes[outcome === 'well' && mistakes.length > 0 ? 'advised' : outcome]
  const launch = launchId ? `&launch=${encodeURIComponent(launchId)}` : ''
  return (
    <>
      <Note tone={tone} title={title}>
        {detail}
        {secret && outcome === 'mistakes' ? ` It was signed with ${secret}.` : ''}
      </Note>
      {mistakes.length > 0 ? (
        <Segmented
          label="Language of the line to change"
          size="sm"
          items={languages.map((one) => ({
            href: `/partner/widgets/${widgetId}/doctor?language=${one}${launch}`,
            label: languageNames[one],
            current: one === language,
          }))}
        />
      ) : null}
      {mistakes.map((mistake) => (
        <MistakePanel key={mistake.id} mistake={mistake} language={language} />
      ))}
      {read.length > 0 ? (
        <Panel labelledBy="read">
          <PanelHeader id="read" level={3} title="What we read" />
          <PanelBody>
            <dl className="grid gap-2">
              {read.map(({ name, value }) => (
                <div key={name}>
                  <dt className="text-ink-3 text-xs">{name}</dt>
                  <dd className="mono break-all">{value}</dd>
                </div>
              ))}
              {verifier ? (
                <div>
                  <dt className="text-ink-3 text-xs">The verifier’s answer</dt>
                  <dd>
                    <code className="mono">{verifier.code}</code>: {verifier.detail}
                  </dd>
                </div>
              ) : null}
              {expected ? (
                <div>
                  <dt className="text-ink-3 text-xs">What the protocol signs</dt>
                  <dd className="mono break-all">{expected.stringToSign}</dd>
                </div>
              ) : null}
            </dl>
          </PanelBody>
        </Panel>
      ) : null}
    </>
  )
}

function MistakePanel({ mistake, language }: { mistake: Mistake; language: Language }) {
  return (
    <Panel labelledBy={mistake.id}>
      <PanelHeader
        id={mistake.id}
        level={3}
        title={mistake.title}
        meta={<code className="mono">{mistake.id}</code>}
      />
      <PanelBody className="grid gap-3">
        <p className="text-ink-2">{mistake.why}</p>
        <CodeBlock
          label="Line to change"
          wrap
          code={[
            { text: mistake.fix[language].wrong, kind: 'del' },
            { text: mistake.fix[language].right, kind: 'add' },
          ]}
        />
      </PanelBody>
    </Panel>
  )
}
