import { AutoSubmitSelect } from '@/components/auto-submit-select'
import { Button, ButtonLink } from '@/components/ui/button'
import { Input } from '@/components/ui/field'
import { Tag } from '@/components/ui/tag'
import { auditGroups } from '@/lib/domain/audit/events.schema'

type Filters = Record<'action' | 'actor' | 'subject' | 'from' | 'to', string | undefined>

/** The log's filters. They are plain GET forms, so that a filtered log has an address. */
export function AuditFilters({
  path,
  filters,
  subjectName,
  isFiltered,
}: {
  path: string
  filters: Filters
  subjectName: string | undefined
  isFiltered: boolean
}) {
  const { action, subject } = filters
  return (
    <div className="mb-4 flex flex-wrap items-end gap-2">
      <AutoSubmitSelect
        path={path}
        name="action"
        label="Kind of event"
        value={action ?? ''}
        kept={{ ...filters, action: undefined }}
      >
        <option value="">All events</option>
        {Object.entries(auditGroups).map(([group, label]) => (
          <option key={group} value={group}>
            {label}
          </option>
        ))}
      </AutoSubmitSelect>
      <form action={path} method="get" className="flex flex-wrap items-end gap-2 max-md:w-full">
        {action ? <input type="hidden" name="action" value={action} /> : null}
        {subject ? <input type="hidden" name="subject" value={subject} /> : null}
        <span className="w-44 max-md:w-full">
          <Input
            key={`actor ${filters.actor}`}
            name="actor"
            type="search"
            aria-label="Who"
            placeholder="Who"
            maxLength={100}
            defaultValue={filters.actor}
          />
        </span>
        <DayInput name="from" label="From" value={filters.from} />
        <DayInput name="to" label="To" value={filters.to} />
        <Button type="submit">Filter</Button>
      </form>
      {isFiltered ? (
        <ButtonLink href={path} variant="quiet">
          Clear filters
        </ButtonLink>
      ) : null}
      {subjectName ? (
        <p className="flex basis-full items-center gap-2 text-ink-2">
          <Tag>Only {subjectName}</Tag>
        </p>
      ) : null}
    </div>
  )
}

function DayInput({ name, label, value }: { name: string; label: string; value: string | undefined }) {
  return (
    <span className="flex items-center gap-1.5 text-ink-3 text-xs max-md:flex-1">
      <label htmlFor={`day-${name}`}>{label}</label>
      <Input
        key={`${name} ${value}`}
        id={`day-${name}`}
        name={name}
        type="date"
        defaultValue={value}
        className="max-md:flex-1"
      />
    </span>
  )
}
