import { SearchForm } from '@/app/search-form'
import { hrefWith } from '@/app/search-params'
import { AutoSubmitSelect } from '@/components/auto-submit-select'
import { Segmented } from '@/components/ui/segmented'
import { type ListInstallationsInput, showChoices } from '@/lib/domain/installations/installations.schema'
import { placementPlace, placements } from '@/lib/domain/protocols/placements.schema'

const showLabels: Record<(typeof showChoices)[number], string> = {
  all: 'All',
  on: 'On',
  off: 'Off',
  testing: 'Testing',
}

export function Filters({
  path,
  input,
  counts,
  partners,
  singleKeys,
}: {
  path: string
  input: ListInstallationsInput
  counts: Record<(typeof showChoices)[number], number>
  partners: { id: string; name: string }[]
  singleKeys: boolean
}) {
  const { query, placement, partner } = input
  const show = input.show === 'all' ? undefined : input.show
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchForm
        path={path}
        label="Search widgets"
        placeholder="Name, partner or description"
        query={query}
        kept={{ show, placement, partner }}
        singleKeys={singleKeys}
      />
      <Segmented
        label="Show"
        items={showChoices.map((choice) => ({
          href: hrefWith(path, { query, placement, partner, show: choice === 'all' ? undefined : choice }),
          label: showLabels[choice],
          count: counts[choice],
          current: choice === input.show,
        }))}
      />
      <AutoSubmitSelect
        path={path}
        name="placement"
        label="Placement"
        value={placement ?? ''}
        kept={{ query, show, partner }}
      >
        <option value="">Any placement</option>
        {placements.map((choice) => (
          <option key={choice} value={choice}>
            {placementPlace(choice)}
          </option>
        ))}
      </AutoSubmitSelect>
      <AutoSubmitSelect
        path={path}
        name="partner"
        label="Partner"
        value={partner ?? ''}
        kept={{ query, show, placement }}
      >
        <option value="">All partners</option>
        {partners.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.name}
          </option>
        ))}
      </AutoSubmitSelect>
    </div>
  )
}
