import type { ReactNode } from 'react'
import { revealHidden } from '@/components/diff-words'
import { PanelFooter } from '@/components/ui/panel'
import { Tile } from '@/components/ui/tile'
import { DiffList, DiffText } from '@/components/version-diff-text'
import { placementLabels } from '@/lib/domain/protocols/placements.schema'
import { describeSettings } from '@/lib/domain/protocols/widget-settings.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'

export type ComparedVersion = {
  number: number
  name: string
  description: string
  url: string
  furtherOrigins: string[]
  placements: string[]
  allow: string[]
  settings: unknown
  icon: string
  colour: string
}

export type VersionField = Exclude<keyof ComparedVersion, 'number'>

/** The fields of a version, named as in its form. */
export const versionFieldLabels: Record<VersionField, string> = {
  url: 'URL',
  settings: 'Protocol settings',
  furtherOrigins: 'Further origins',
  placements: 'Placements',
  allow: 'Permissions',
  name: 'Name',
  description: 'Description',
  icon: 'Icon',
  colour: 'Colour',
}

const fields = Object.keys(versionFieldLabels) as VersionField[]

/** The fields that apply to these versions: not every protocol has settings. */
function listFields(...versions: ComparedVersion[]): VersionField[] {
  return fields.filter(
    (field) => field !== 'settings' || versions.some(({ settings }) => describeSettings(settings).length > 0),
  )
}

/** Two versions field by field, with unchanged fields folded. `notes` stand under the newer side. */
export function VersionDiff({
  from,
  to,
  protocol,
  fromLabel,
  toLabel,
  changed,
  notes = {},
}: {
  from: ComparedVersion
  to: ComparedVersion
  /** The protocol's name. */
  protocol: string
  fromLabel: string
  toLabel: string
  changed: VersionField[]
  notes?: Partial<Record<VersionField, ReactNode>>
}) {
  const unchanged = listFields(from, to).filter((field) => !changed.includes(field))
  return (
    <>
      <FieldTable caption={`${fromLabel} and ${toLabel} compared`} columns={[fromLabel, toLabel]}>
        {fields
          .filter((field) => changed.includes(field))
          .map((field) => (
            <FieldRow key={field} label={versionFieldLabels[field]}>
              <FieldCell label={fromLabel}>{drawSide(field, from, to, 'from')}</FieldCell>
              <FieldCell label={toLabel} note={notes[field]}>
                {drawSide(field, from, to, 'to')}
              </FieldCell>
            </FieldRow>
          ))}
      </FieldTable>
      {unchanged.length > 0 ? (
        <details className="group border-line border-t">
          <summary className="px-3.5 py-2 text-accent-ink text-xs hover:bg-hover">
            <span className="group-open:hidden">Show {unchanged.length} unchanged</span>
            <span className="hidden group-open:inline">Hide unchanged</span>
          </summary>
          <div className="border-line border-t">
            <VersionFacts
              version={to}
              protocol={protocol}
              label="The same in both"
              only={unchanged}
              notes={notes}
            />
          </div>
        </details>
      ) : (
        <PanelFooter>All fields changed.</PanelFooter>
      )}
    </>
  )
}

/** All fields of a version. */
export function VersionFacts({
  version,
  protocol,
  label,
  only = listFields(version),
  notes = {},
}: {
  version: ComparedVersion
  protocol: string
  label: string
  only?: VersionField[]
  notes?: Partial<Record<VersionField, ReactNode>>
}) {
  return (
    <FieldTable caption={label} columns={[label]}>
      <FieldRow label="Protocol">
        <FieldCell>{protocol}</FieldCell>
      </FieldRow>
      {only.map((field) => (
        <FieldRow key={field} label={versionFieldLabels[field]}>
          <FieldCell note={notes[field]}>{drawSide(field, version, version, 'to')}</FieldCell>
        </FieldRow>
      ))}
    </FieldTable>
  )
}

function FieldTable({
  caption,
  columns,
  children,
}: {
  caption: string
  columns: string[]
  children: ReactNode
}) {
  const headClass = 'border-line border-b px-3.5 py-[0.4375rem] font-medium text-ink-3 text-xs'
  return (
    <table className="w-full table-fixed border-collapse text-left max-md:block">
      <caption className="sr-only">{caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          <th scope="col" className={`${headClass} w-24 xl:w-32`}>
            Field
          </th>
          {columns.map((column) => (
            <th key={column} scope="col" className={headClass}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">{children}</tbody>
    </table>
  )
}

function FieldRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <tr className="border-line border-t align-top first:border-t-0 max-md:block max-md:px-3.5 max-md:py-2.5">
      <th
        scope="row"
        className="px-3.5 py-2.5 font-normal text-ink-3 max-md:block max-md:p-0 max-md:pb-0.5 max-md:font-medium max-md:text-ink"
      >
        {label}
      </th>
      {children}
    </tr>
  )
}

function FieldCell({ label, note, children }: { label?: string; note?: ReactNode; children: ReactNode }) {
  return (
    <td
      data-label={label}
      className={
        label
          ? 'border-line px-3.5 py-2.5 md:border-l md:first-of-type:border-l-0 max-md:grid max-md:grid-cols-[5rem_minmax(0,1fr)] max-md:gap-2 max-md:p-0 max-md:py-0.5 max-md:before:text-ink-3 max-md:before:text-xs max-md:before:leading-5 max-md:before:content-[attr(data-label)]'
          : 'px-3.5 py-2.5 max-md:block max-md:p-0'
      }
    >
      <div className="min-w-0">
        {children}
        {note}
      </div>
    </td>
  )
}

function drawSide(
  field: VersionField,
  from: ComparedVersion,
  to: ComparedVersion,
  side: 'from' | 'to',
): ReactNode {
  const own = side === 'from' ? from : to
  switch (field) {
    case 'url':
      return (
        <span className="mono [overflow-wrap:anywhere]">
          <DiffText from={from.url} to={to.url} side={side} />
        </span>
      )
    case 'name':
      return <DiffText from={from.name} to={to.name} side={side} />
    case 'description':
      return (
        <div className="max-w-[72ch] whitespace-pre-wrap [overflow-wrap:anywhere]">
          <DiffText from={from.description} to={to.description} side={side} />
        </div>
      )
    case 'placements':
      return <DiffList from={from.placements} to={to.placements} side={side} labels={placementLabels} />
    case 'settings':
      return (
        <DiffList
          from={describeSettings(from.settings)}
          to={describeSettings(to.settings)}
          side={side}
          isMono
        />
      )
    case 'furtherOrigins':
      return <DiffList from={from.furtherOrigins} to={to.furtherOrigins} side={side} isMono />
    case 'allow':
      return <DiffList from={from.allow} to={to.allow} side={side} isMono />
    case 'icon':
    case 'colour':
      return (
        <span className="flex items-center gap-2">
          <Tile size="sm" icon={own.icon as WidgetIcon} colour={own.colour as WidgetColour} />
          {revealHidden(own[field])}
        </span>
      )
  }
}
