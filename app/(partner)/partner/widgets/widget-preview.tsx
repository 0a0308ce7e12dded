import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Tile } from '@/components/ui/tile'
import { type Placement, placementPlace } from '@/lib/domain/protocols/placements.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'

export type PreviewValues = {
  name: string
  description: string
  icon: WidgetIcon
  colour: WidgetColour
  placements: string[]
}

/** How agents and team admins will see the widget. */
export function WidgetPreview({ values, partnerName }: { values: PreviewValues; partnerName: string }) {
  const name = values.name.trim() || 'Name of the widget'
  const tile = { icon: values.icon, colour: values.colour }
  return (
    <aside
      aria-label="Preview"
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4 lg:sticky lg:top-20 lg:self-start"
    >
      <Panel>
        <PanelHeader title="As a tab" meta="for every agent" level={3} />
        <div className="flex items-center gap-0.5 overflow-hidden border-line border-b px-2">
          <span className="px-2.5 py-2 text-ink-2">Overview</span>
          <span className="relative flex min-w-0 items-center gap-[0.4375rem] px-2.5 py-2 font-medium after:absolute after:inset-x-2.5 after:bottom-0 after:h-0.5 after:bg-accent">
            <Tile size="sm" {...tile} />
            <span className="truncate">{name}</span>
          </span>
        </div>
        <p className="px-3.5 py-2 text-ink-3 text-xs">
          {values.placements.length > 0
            ? `In ${joinWords(values.placements.map((placement) => placementPlace(placement as Placement).toLowerCase()))} of a team that enables it.`
            : 'No placement chosen yet.'}
        </p>
      </Panel>
      <Panel>
        <PanelHeader title="In a team’s settings" meta="for its admins" level={3} />
        <PanelBody className="flex gap-3">
          <Tile {...tile} />
          <div className="min-w-0">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-medium text-base [overflow-wrap:anywhere]">{name}</span>
              <span className="text-ink-2">{partnerName}</span>
            </p>
            <p className="line-clamp-3 text-ink-2 [overflow-wrap:anywhere]">
              {values.description.trim() || 'What agents get from the widget.'}
            </p>
          </div>
        </PanelBody>
      </Panel>
    </aside>
  )
}

function joinWords(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
