import { X } from 'lucide-react'
import { SearchForm } from '@/app/search-form'
import { hrefWith } from '@/app/search-params'
import { AutoSubmitSelect } from '@/components/auto-submit-select'
import { launchReasons } from '@/components/launch-outcome'
import { ButtonLink } from '@/components/ui/button'
import { DownloadLink } from '@/components/ui/download-link'
import { Icon } from '@/components/ui/icon'
import { Tag } from '@/components/ui/tag'
import { placementLabels } from '@/lib/domain/protocols/placements.schema'

export type LaunchFilterValues = Record<
  'outcome' | 'placement' | 'version' | 'team' | 'period' | 'query',
  string | undefined
>

/** The filters of the launch log, plain GET forms, so that a filtered log has an address. */
export function LaunchFilters({
  path,
  exportPath,
  filters,
  versions,
  teamName,
  singleKeys,
}: {
  path: string
  exportPath: string
  filters: LaunchFilterValues
  versions: number[]
  /** Of the team that is chosen. */
  teamName: string | undefined
  singleKeys: boolean
}) {
  const select = (name: keyof LaunchFilterValues, label: string) => ({
    path,
    name,
    label,
    value: filters[name] ?? '',
    kept: { ...filters, [name]: undefined },
  })
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <span className="w-64 max-md:w-full">
        <SearchForm
          path={path}
          label="Search launches"
          placeholder="Launch ID or team"
          query={filters.query}
          kept={{ ...filters, query: undefined }}
          singleKeys={singleKeys}
        />
      </span>
      <div className="contents max-md:grid max-md:w-full max-md:grid-cols-2 max-md:gap-2">
        <span className="md:[&_select]:w-40">
          <AutoSubmitSelect {...select('outcome', 'Outcome')}>
            <option value="">Any outcome</option>
            <option value="shown">Shown</option>
            <option value="failed">Failed</option>
            <option value="opened">Left before it was shown</option>
            <optgroup label="Failed because it">
              {Object.entries(launchReasons).map(([reason, label]) => (
                <option key={reason} value={reason}>
                  {label}
                </option>
              ))}
            </optgroup>
          </AutoSubmitSelect>
        </span>
        <AutoSubmitSelect {...select('placement', 'Placement')}>
          <option value="">Any placement</option>
          {Object.entries(placementLabels).map(([placement, label]) => (
            <option key={placement} value={placement}>
              {label}
            </option>
          ))}
        </AutoSubmitSelect>
        <AutoSubmitSelect {...select('version', 'Version')}>
          <option value="">Any version</option>
          {versions.map((number) => (
            <option key={number} value={number}>
              Version {number}
            </option>
          ))}
        </AutoSubmitSelect>
        <AutoSubmitSelect {...select('period', 'Period')}>
          <option value="">Last 90 days</option>
          <option value="30d">Last 30 days</option>
          <option value="7d">Last 7 days</option>
          <option value="24h">Last 24 hours</option>
        </AutoSubmitSelect>
      </div>
      <span className="ml-auto flex gap-2 max-md:w-full max-md:*:flex-1">
        {Object.values(filters).some(Boolean) ? (
          <ButtonLink href={path} variant="quiet">
            Clear filters
          </ButtonLink>
        ) : null}
        <DownloadLink href={hrefWith(exportPath, filters)}>Export CSV</DownloadLink>
      </span>
      {filters.team ? (
        <p className="flex basis-full items-center gap-1 text-ink-2">
          <Tag>Only {teamName ?? 'a team that never opened this widget'}</Tag>
          <ButtonLink
            size="sm"
            variant="quiet"
            icon={<Icon of={X} />}
            label="Show every team"
            href={hrefWith(path, { ...filters, team: undefined })}
          />
        </p>
      ) : null}
    </div>
  )
}
