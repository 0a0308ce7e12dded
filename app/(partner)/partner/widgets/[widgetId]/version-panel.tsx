import { Markdown } from '@/components/markdown'
import { DefinitionList } from '@/components/ui/definition-list'
import { DownloadLink } from '@/components/ui/download-link'
import { Missing } from '@/components/ui/missing'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { findFacts } from '@/lib/domain/protocols/facts.schema'
import { type Placement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import { describeSettings } from '@/lib/domain/protocols/widget-settings.schema'
import type { LoadedWidget } from '../loaded-widget'

/** The newest version's fields. */
export function VersionPanel({ widget }: { widget: LoadedWidget }) {
  const { current } = widget
  return (
    <Panel>
      <PanelHeader
        title={`Version ${current.number}`}
        meta={
          widget.servingVersion && widget.workingVersion
            ? `Version ${widget.servingVersion.number} serves until this one is approved`
            : undefined
        }
        actions={
          <DownloadLink size="sm" href={`/api/widgets/${widget.id}/export`}>
            Export as JSON
          </DownloadLink>
        }
      />
      <PanelBody>
        <DefinitionList
          items={[
            { term: 'Description', value: <Markdown text={current.description} /> },
            { term: 'Widget URL', value: <span className="mono break-all">{current.url}</span> },
            {
              term: 'Placements',
              value: current.placements.map((placement) => placementPlace(placement as Placement)).join(', '),
            },
            {
              term: 'Protocol',
              value: findFacts(widget.protocol)?.label ?? widget.protocol,
            },
            ...(describeSettings(current.settings).length > 0
              ? [
                  {
                    term: 'Set-up',
                    value: (
                      <ul className="mono break-all">
                        {describeSettings(current.settings).map((line) => (
                          <li key={line}>{line}</li>
                        ))}
                      </ul>
                    ),
                  },
                ]
              : []),
            {
              term: 'Further origins',
              value:
                current.furtherOrigins.length > 0 ? (
                  <span className="mono break-all">{current.furtherOrigins.join(', ')}</span>
                ) : (
                  <Missing />
                ),
            },
            {
              term: 'Browser permissions',
              value: current.allow.length > 0 ? current.allow.join(', ') : <Missing />,
            },
            { term: 'Widget ID', value: <span className="mono break-all">{widget.id}</span> },
            { term: 'Registered', value: <Time value={widget.createdAt} shape="date" /> },
          ]}
        />
      </PanelBody>
    </Panel>
  )
}
