'use client'

import { Upload } from 'lucide-react'
import { type ChangeEvent, Fragment, type ReactNode, useRef, useState } from 'react'
import { FailureNote } from '@/components/failure-note'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Note } from '@/components/ui/note'
import { isProtocolId, type ProtocolId } from '@/lib/domain/protocols/facts.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import type { ActionFailure } from '@/lib/http/form-state.schema'
import { readManifestAction } from './actions'
import type { WidgetFormValues } from './widget-form'

/** More than the server accepts, so that it can say so without receiving all of a large file. */
const bytesMax = 500_000

type Imported = { file: string; protocol: ProtocolId; values: WidgetFormValues; changed: string[] }

/** A widget's form, which a file can fill in. Nothing is saved until the form is. */
export function ImportableForm({
  widgetId,
  values,
  protocol,
  children,
}: {
  /** The widget being edited. */
  widgetId?: string
  values: WidgetFormValues
  protocol: ProtocolId
  children: (given: { values: WidgetFormValues; protocol: ProtocolId; importer: ReactNode }) => ReactNode
}) {
  const [imported, setImported] = useState<Imported & { count: number }>()
  const [failure, setFailure] = useState<ActionFailure>()
  const [isReading, setReading] = useState(false)
  const picker = useRef<HTMLInputElement>(null)

  async function read({ target }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const file = target.files?.[0]
    target.value = ''
    if (!file) return
    setFailure(undefined)
    setReading(true)
    const result = await readManifestAction({
      text: await file.slice(0, bytesMax).text(),
      ...(widgetId ? { widgetId } : {}),
    })
    setReading(false)
    setFailure(result.failure)
    if (!result.data) return
    const { manifest, changes } = result.data
    setImported((earlier) => ({
      file: file.name,
      protocol: isProtocolId(String(manifest.protocol)) ? (manifest.protocol as ProtocolId) : protocol,
      values: toValues(manifest, values),
      changed: changes.map(({ field }) => field),
      count: (earlier?.count ?? 0) + 1,
    }))
  }

  const importer = (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="sm"
          icon={<Icon of={Upload} />}
          pending={isReading}
          onClick={() => picker.current?.click()}
        >
          Import from a file
        </Button>
        <span className="text-ink-3 text-sm">A JSON file that you exported from a widget.</span>
        <input
          ref={picker}
          type="file"
          accept="application/json,.json"
          hidden
          data-testid="import-file"
          onChange={read}
        />
      </div>
      {failure ? <FailureNote failure={failure} /> : null}
      {imported ? (
        <Note tone="info" title={`Filled in from ${imported.file}. Nothing is saved yet.`}>
          {describeChanged(imported.changed, widgetId !== undefined)}
        </Note>
      ) : null}
    </div>
  )
  return (
    <Fragment key={imported?.count ?? 0}>
      {children({ ...(imported ?? { values, protocol }), importer })}
    </Fragment>
  )
}

function describeChanged(changed: string[], isEdit: boolean): string {
  if (!isEdit) return 'Check the form, then register the widget.'
  return changed.length === 0
    ? 'The file matches the widget.'
    : `It changes ${changed.join(', ')}. Check the form, then save.`
}

const listOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])

/** A field that the file leaves out is empty, or has the form's default where it's required. */
function toValues(manifest: Record<string, unknown>, start: WidgetFormValues): WidgetFormValues {
  const {
    name,
    description,
    furtherOrigins,
    placements,
    allow,
    icon,
    colour,
    protocol: _,
    $schema: __,
    ...rest
  } = manifest
  const addresses = Object.entries(rest).map(([field, value]) => [
    field,
    Array.isArray(value) ? value.join('\n') : String(value ?? ''),
  ])
  return {
    name: String(name ?? ''),
    description: String(description ?? ''),
    addresses: Object.fromEntries(addresses),
    furtherOrigins: listOf(furtherOrigins),
    placements: listOf(placements),
    allow: listOf(allow),
    icon: (icon ?? start.icon) as WidgetIcon,
    colour: (colour ?? start.colour) as WidgetColour,
  }
}
