import type { ReactNode } from 'react'
import { SearchForm } from '@/app/search-form'
import { AutoSubmitSelect } from '@/components/auto-submit-select'
import type { ListPeopleInput, RecordSort } from '@/lib/domain/crm/records.schema'
import { CompanyFilter } from './company-filter'

export const sortLabels: Record<RecordSort, string> = {
  name: 'By name',
  newest: 'Newest first',
  changed: 'Recently changed',
}

/** The parameters of a list's address, without its cursor. */
export function filtersOf({ query, stage, company, sort }: ListPeopleInput) {
  return { query, stage, company, sort: sort === 'name' ? undefined : sort }
}

/** Search, filters and order of a list of records, each with its own form, so that each choice is an address. */
export function ListFilters({
  path,
  search,
  stages,
  input,
  company,
  singleKeys,
  count,
}: {
  path: string
  search: { label: string; placeholder: string }
  stages: string[]
  input: ListPeopleInput
  /** Where the list can be filtered by company: the chosen one, if any. */
  company?: { chosen: { id: string; label: string } | undefined }
  singleKeys: boolean
  count: ReactNode
}) {
  const kept = filtersOf(input)
  const choices = input.stage && !stages.includes(input.stage) ? [input.stage, ...stages] : stages
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
      <SearchForm
        path={path}
        {...search}
        query={input.query}
        kept={{ ...kept, query: undefined }}
        singleKeys={singleKeys}
      />
      {choices.length > 0 ? (
        <AutoSubmitSelect
          path={path}
          name="stage"
          label="Stage"
          value={input.stage ?? ''}
          kept={{ ...kept, stage: undefined }}
        >
          <option value="">Any stage</option>
          {choices.map((stage) => (
            <option key={stage} value={stage}>
              {stage}
            </option>
          ))}
        </AutoSubmitSelect>
      ) : null}
      {company ? (
        <CompanyFilter
          key={company.chosen?.id ?? ''}
          path={path}
          chosen={company.chosen}
          kept={{ ...kept, company: undefined }}
        />
      ) : null}
      <AutoSubmitSelect
        path={path}
        name="sort"
        label="Order"
        value={input.sort ?? 'name'}
        kept={{ ...kept, sort: undefined }}
      >
        {Object.entries(sortLabels).map(([sort, label]) => (
          <option key={sort} value={sort}>
            {label}
          </option>
        ))}
      </AutoSubmitSelect>
      <p className="text-ink-3 tabular-nums">{count}</p>
    </div>
  )
}
