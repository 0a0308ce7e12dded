import type { Metadata } from 'next'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { ReportChecks } from '@/components/certification/report-checks'
import { RunVerdict } from '@/components/certification/run-verdict'
import { ScreenshotStrip } from '@/components/certification/screenshot-strip'
import { SelfRunNote } from '@/components/certification/self-run-note'
import { ButtonLink } from '@/components/ui/button'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Tile } from '@/components/ui/tile'
import { reportQuery } from '@/lib/domain/certification/certifications.schema'
import { compareRuns } from '@/lib/domain/certification/compare-runs.schema'
import { findPreviousRun } from '@/lib/domain/certification/runs'
import { getReview } from '@/lib/domain/review/reviews'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'

export const metadata: Metadata = { title: 'Certification report' }

type Props = { params: Promise<{ widgetId: string }>; searchParams: SearchParams }

export default async function ReviewedReportPage({ params, searchParams }: Props) {
  const actor = await requirePageActor('review.read')
  const { widgetId } = await params
  const review = await orNotFound(getReview(actor, { widgetId }))
  const { show } = reportQuery.parse(await readSearch(searchParams))
  const { shown, certification: run } = review
  const path = `/review/${widgetId}/certification`
  const previous = run ? await findPreviousRun(run) : null
  return (
    <PortalPage
      actor={actor}
      crumbs={[
        { label: 'Review queue', href: '/review' },
        { label: shown.name, href: `/review/${widgetId}` },
        { label: 'Certification' },
      ]}
    >
      <PageHead
        visual={<Tile size="lg" icon={shown.icon as WidgetIcon} colour={shown.colour as WidgetColour} />}
        title={shown.name}
        facts={
          <>
            <span>{review.partner.name}</span>
            <span>Version {shown.number}</span>
          </>
        }
        actions={<ButtonLink href={`/review/${widgetId}`}>Back to the decision</ButtonLink>}
      />
      {run ? (
        <div className="grid gap-4">
          <RunVerdict
            run={run}
            actions={<DownloadLink href={`/api/certifications/${run.id}`}>JSON</DownloadLink>}
          />
          {run.isSelfRun ? (
            <SelfRunNote partnerName={review.partner.name} attachedBy={run.requestedBy} />
          ) : null}
          {run.report ? (
            <ReportChecks
              checks={run.report.checks}
              changes={compareRuns(previous?.report, run.report)}
              filter={show}
              hrefOf={(name) => hrefWith(path, { show: name === 'all' ? undefined : name })}
            />
          ) : null}
          {run.shots.length > 0 ? (
            <Panel labelledBy="screenshots">
              <PanelHeader id="screenshots" title="Screenshots" meta="Of the sample record" />
              <ScreenshotStrip shots={run.shots} name={shown.name} />
            </Panel>
          ) : null}
        </div>
      ) : (
        <EmptyState title={`No report for version ${shown.number}`}>
          Its newest report appears here after its partner runs the certification.
        </EmptyState>
      )}
    </PortalPage>
  )
}
