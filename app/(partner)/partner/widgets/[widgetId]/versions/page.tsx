import type { Metadata } from 'next'
import { Panel } from '@/components/ui/panel'
import { type Phase, Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { listVersions } from '@/lib/domain/widgets/read'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'

export const metadata: Metadata = { title: 'Versions' }

const looks: Record<string, { phase: Phase; word: string }> = {
  draft: { phase: 'draft', word: 'Draft' },
  in_review: { phase: 'half', word: 'In review' },
  returned: { phase: 'retiring', word: 'Returned' },
  approved: { phase: 'active', word: 'Approved, serving' },
  superseded: { phase: 'staged', word: 'Superseded' },
}

export default async function VersionsPage({ params }: WidgetParams) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  const versions = await listVersions(actor, { widgetId: widget.id })
  return (
    <WidgetPage actor={actor} widget={widget} here="Versions">
      <Panel>
        <Table
          caption="Versions"
          columns={[
            { label: 'Version' },
            { label: 'State' },
            { label: 'Written' },
            { label: 'Submitted' },
            { label: 'Decision' },
          ]}
        >
          {versions.map((version) => {
            const look = looks[version.state] ?? { phase: 'draft' as const, word: version.state }
            return (
              <TableRow key={version.id} dim={version.state === 'superseded'}>
                <TableCell kind="lead">
                  <span className="font-medium">Version {version.number}</span>
                  <CellMeta>
                    <span className="break-words">{version.name}</span>,{' '}
                    <span className="mono break-all">{version.url}</span>
                  </CellMeta>
                </TableCell>
                <TableCell label="State">
                  <Status phase={look.phase}>{look.word}</Status>
                </TableCell>
                <TableCell label="Written">
                  <Time value={version.createdAt} shape="datetime" />
                  <CellMeta>{version.createdBy.name}</CellMeta>
                </TableCell>
                <TableCell label="Submitted">
                  {version.submittedAt ? (
                    <>
                      <Time value={version.submittedAt} shape="datetime" />
                      <CellMeta>{version.submittedBy?.name}</CellMeta>
                      {version.submitNote ? (
                        <p className="max-w-[40ch] whitespace-pre-wrap break-words text-ink-2">
                          {version.submitNote}
                        </p>
                      ) : null}
                    </>
                  ) : (
                    <span className="text-ink-3">Not yet</span>
                  )}
                </TableCell>
                <TableCell label="Decision">
                  {version.decidedAt ? (
                    <>
                      <Time value={version.decidedAt} shape="datetime" />
                      <CellMeta>Platform review</CellMeta>
                      {version.decisionReason ? (
                        <p className="max-w-[48ch] whitespace-pre-wrap break-words">
                          {version.decisionReason}
                        </p>
                      ) : null}
                    </>
                  ) : (
                    <span className="text-ink-3">None yet</span>
                  )}
                </TableCell>
              </TableRow>
            )
          })}
        </Table>
      </Panel>
    </WidgetPage>
  )
}
