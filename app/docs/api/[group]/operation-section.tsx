import type { ReactNode } from 'react'
import { hrefWith } from '@/app/search-params'
import { CodeBlock } from '@/components/ui/code-block'
import { Link } from '@/components/ui/link'
import { Segmented } from '@/components/ui/segmented'
import { Tag } from '@/components/ui/tag'
import { errorStatus } from '@/lib/errors'
import type { ReferenceOperation } from '@/lib/http/api-reference'
import { type SampleLanguage, sampleLanguages, writeSample } from '@/lib/http/api-samples'
import type { describeApi } from '@/lib/http/describe-api'
import { type FieldRow, listFields } from '../fields'
import { MethodTag } from '../method-tag'
import { TryIt } from './try-it'

type Described = ReturnType<typeof describeApi>['paths'][string][string]

/** One operation: parameters, response and errors on the left, an example on the right. */
export function OperationSection({
  entry,
  described,
  origin,
  path,
  language,
}: {
  entry: ReferenceOperation
  described: Described
  origin: string
  path: string
  language: SampleLanguage
}) {
  const { id, operation, example, examplePath, errors } = entry
  const method = operation.method.toUpperCase()
  const { summary, description, parameters, requestBody, responses } = described
  const [status = '', answer] = Object.entries(responses).find(([name]) => name !== 'default') ?? []
  const parametersGiven = parameters.map(
    ({ name, in: place, required, schema, ...rest }): FieldRow => ({
      name,
      type: `${place}, ${String((schema as { type?: string }).type ?? 'string')}`,
      isRequired: required,
      description:
        'description' in rest ? rest.description : (schema as { description?: string }).description,
    }),
  )
  const body =
    requestBody && 'application/json' in requestBody.content
      ? listFields(requestBody.content['application/json'].schema)
      : []
  const fields =
    answer && 'application/json' in answer.content
      ? listFields(answer.content['application/json'].schema)
      : []
  const label = sampleLanguages.find((entry) => entry.id === language)?.label ?? ''
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-8 gap-y-4 border-line border-t pt-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]"
    >
      <div className="grid min-w-0 content-start gap-4">
        <div className="grid gap-1.5">
          <h2 id={id} className="scroll-mt-4 font-semibold text-lg">
            {operation.title}
          </h2>
          <p className="flex flex-wrap items-center gap-2">
            <MethodTag method={method} />
            <code className="mono break-all">{operation.path}</code>
          </p>
          <p>{summary}.</p>
          <p className="text-ink-3 text-xs">{description}</p>
        </div>
        <Fields title="Parameters" rows={parametersGiven} />
        <Fields title="Body" rows={body} />
        {operation.file ? <Part title="Body">A file: {operation.file.join(' or ')}</Part> : null}
        <Fields title={`Response, ${status}`} rows={fields} isAnswer />
        <Part title="Errors">
          <ul className="flex flex-wrap gap-x-3 gap-y-1">
            {errors.map((code) => (
              <li key={code} className="whitespace-nowrap">
                <span className="text-ink-3">{errorStatus[code]}</span>{' '}
                <Link href={`/docs/errors#${code}`} className="mono">
                  {code}
                </Link>
              </li>
            ))}
          </ul>
        </Part>
      </div>
      <div className="grid min-w-0 content-start gap-3 lg:sticky lg:top-4 lg:self-start">
        <Segmented
          label={`Language of ${operation.title}`}
          size="sm"
          items={sampleLanguages.map((choice) => ({
            href: `${hrefWith(path, { language: choice.id })}#${id}`,
            label: choice.label,
            current: choice.id === language,
          }))}
        />
        <CodeBlock
          label={`${operation.title} in ${label}`}
          code={writeSample(language, {
            method,
            url: `${origin}${examplePath}`,
            ...(operation.file
              ? { file: { name: String(example.body), type: operation.file[0] ?? '' } }
              : { body: example.body }),
            isText: operation.lines !== undefined,
          }).trimEnd()}
          wrap={false}
          copy
        />
        <p className="text-ink-3 text-xs">Example response, {status}</p>
        <CodeBlock
          label={`Response of ${operation.title}`}
          code={
            typeof example.answer === 'string'
              ? example.answer.trimEnd()
              : JSON.stringify(example.answer, null, 2)
          }
          wrap={false}
          className="max-h-[24rem] overflow-y-auto"
        />
        {operation.file ? null : (
          <TryIt
            title={operation.title}
            method={method}
            path={examplePath}
            body={example.body === undefined ? null : JSON.stringify(example.body, null, 2)}
          />
        )}
      </div>
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="mb-1.5 border-line border-b pb-1 font-medium text-ink-2 text-xs">{title}</h3>
      {children}
    </div>
  )
}

function Fields({ title, rows, isAnswer = false }: { title: string; rows: FieldRow[]; isAnswer?: boolean }) {
  if (rows.length === 0) return null
  return (
    <Part title={title}>
      <dl className="grid gap-2">
        {rows.map((row) => (
          <div key={row.name}>
            <dt className="flex flex-wrap items-baseline gap-x-2">
              <code className="mono break-all">{row.name}</code>
              <span className="text-ink-3 text-xs">{row.type}</span>
              {row.isRequired && !isAnswer ? <Tag>required</Tag> : null}
            </dt>
            {row.description ? <dd className="text-ink-2 text-sm">{row.description}</dd> : null}
          </div>
        ))}
      </dl>
    </Part>
  )
}
