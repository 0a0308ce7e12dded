import type { Metadata } from 'next'
import { orNotFound } from '@/app/page-actor'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { ComparisonPanel } from '@/components/certification/comparison-panel'
import { ReportChecks } from '@/components/certification/report-checks'
import { RunVerdict } from '@/components/certification/run-verdict'
import { ScreenshotStrip } from '@/components/certification/screenshot-strip'
import { SelfRunNote } from '@/components/certification/self-run-note'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Note } from '@/components/ui/note'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { hasPermission, type MemberActor } from '@/lib/auth/permissions'
import {
  type RunDetail,
  type RunSummary,
  reportQuery,
} from '@/lib/domain/certification/certifications.schema'
import { compareRuns } from '@/lib/domain/certification/compare-runs.schema'
import { listAttestationsOf } from '@/lib/domain/certification/list-attestations'
import { findPreviousRun, getRun, listAttestations, listRuns } from '@/lib/domain/certification/runs'
import { getStanding } from '@/lib/domain/certification/standing'
import { defaultLimits } from '@/lib/domain/certification/target'
import { describeRecordExample } from '@/lib/domain/certification/target-of-widget'
import { findFacts, isProtocolId, ownsSecret } from '@/lib/domain/protocols/facts.schema'
import { listAddresses } from '@/lib/domain/protocols/widget-settings'
import { sandboxTenantId } from '@/lib/domain/secrets/sandbox-tenant.schema'
import { listOrigins } from '@/lib/domain/widgets/origin-proofs'
import { findSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import type { LoadedWidget } from '../../loaded-widget'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { loadSubmission } from '../widget-next-step'
import { AttachReport } from './attach-report'
import { AttestationsPanel } from './attestations-panel'
import { LiveProgress } from './live-progress'
import { OptionsPanel } from './options-panel'
import { OriginsPanel } from './origins-panel'
import { RunButton } from './run-button'
import { RunsPanel } from './runs-panel'
import { SandboxSecretPanel } from './sandbox-secret-panel'
import { SubmitDialog } from './submit-dialog'
import { Unreached } from './unreached'

export const metadata: Metadata = { title: 'Certification' }

type Query = ReturnType<typeof reportQuery.parse>

export default async function CertificationPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'certification.read')
  const search = await readSearch(searchParams)
  const query = reportQuery.parse(search)
  const { runs, nextCursor } = await listRuns(actor, { widgetId: widget.id, cursor: search.cursor })
  const underWay = runs.find(isUnderWay)
  const chosen = query.run ?? runs.find((run) => !isUnderWay(run))?.id
  const run = chosen ? await orNotFound(getRun(actor, { runId: chosen, widgetId: widget.id })) : undefined
  const path = `/partner/widgets/${widget.id}/certification`
  const [submission, next] = await Promise.all([
    getStanding(actor, { widgetId: widget.id }),
    loadSubmission(actor, widget),
  ])
  const origins = await listOrigins(actor, { widgetId: widget.id })
  const isUnproven = origins.some(({ isProven }) => !isProven)
  const isDraft = widget.current.state === 'draft'
  return (
    <WidgetPage actor={actor} widget={widget} here="Certification">
      {underWay ? (
        <LiveProgress
          key={underWay.id}
          runId={underWay.id}
          initial={{ state: underWay.state, progress: underWay.progress }}
        />
      ) : null}
      {submission && ['changed', 'rotated'].includes(submission.standing.state) && !underWay ? (
        <Note tone="warn" className="mb-5">
          {submission.detail}
        </Note>
      ) : null}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-4">
          {isUnproven ? <OriginsPanel widgetId={widget.id} origins={origins} /> : null}
          {run && !isUnderWay(run) ? (
            <Report
              run={run}
              query={query}
              path={path}
              widget={widget}
              canStart={!underWay}
              canRun={hasPermission(actor, 'certification.run')}
              submit={
                isDraft && hasPermission(actor, 'widget.submit')
                  ? { isReady: next.state === 'passed' && next.unproven.length === 0 }
                  : undefined
              }
            />
          ) : underWay ? null : (
            <EmptyState
              title={`Version ${widget.current.number} isn’t certified yet`}
              actions={<RunButton widgetId={widget.id} label="Run certification" />}
            >
              A run sends valid, invalid and unusual launches to your server and grades each response. Before
              you can submit a version for review, all required checks of a run must pass.
            </EmptyState>
          )}
          {isUnproven ? null : <OriginsPanel widgetId={widget.id} origins={origins} />}
        </div>
        <Aside
          actor={actor}
          widget={widget}
          run={run}
          runs={runs}
          isUnderWay={underWay !== undefined}
          nextHref={nextCursor ? hrefWith(path, { cursor: nextCursor }) : undefined}
        />
      </div>
    </WidgetPage>
  )
}

async function Report({
  run,
  query,
  path,
  widget,
  canStart,
  canRun,
  submit,
}: {
  run: RunDetail
  query: Query
  path: string
  widget: LoadedWidget
  canStart: boolean
  canRun: boolean
  /** The button to submit the draft, for members who may. */
  submit: { isReady: boolean } | undefined
}) {
  const isDraft = widget.current.state === 'draft'
  const canAttach = canRun && isDraft
  const previous = await findPreviousRun(run)
  const changes = run.report ? compareRuns(previous?.report, run.report) : new Map()
  return (
    <>
      <RunVerdict
        run={run}
        isDraft={widget.current.state === 'draft' && widget.current.number === run.versionNumber}
        actions={
          <>
            {canStart ? (
              <RunButton
                widgetId={widget.id}
                label="Run again"
                variant={submit?.isReady ? 'default' : 'primary'}
              />
            ) : null}
            <DownloadLink href={`/api/certifications/${run.id}`}>JSON</DownloadLink>
            {submit ? (
              <SubmitDialog widgetId={widget.id} number={widget.current.number} isReady={submit.isReady} />
            ) : null}
          </>
        }
      />
      {run.isSelfRun ? <SelfRunNote attachedBy={run.requestedBy} /> : null}
      {run.report && !run.report.wasReached ? <Unreached widget={widget} canAttach={canAttach} /> : null}
      {run.isSelfRun && !run.passed && canAttach ? (
        <Panel labelledBy="attach">
          <PanelHeader id="attach" title="Attach another report" meta="After you fix what fails" />
          <PanelBody>
            <AttachReport widgetId={widget.id} />
          </PanelBody>
        </Panel>
      ) : null}
      {run.report?.wasReached ? (
        <ReportChecks
          checks={run.report.checks}
          changes={changes}
          filter={query.show}
          hrefOf={(show) => hrefWith(path, { run: query.run, show: show === 'all' ? undefined : show })}
          meta={
            previous ? (
              <>
                Compared with <Time value={previous.createdAt} shape="date" />
              </>
            ) : undefined
          }
        />
      ) : null}
      {run.shots.length > 0 ? (
        <Panel labelledBy="screenshots">
          <PanelHeader
            id="screenshots"
            title="Screenshots"
            meta="Of the sample record, kept as evidence for the reviewer"
          />
          <ScreenshotStrip shots={run.shots} name={widget.current.name} />
        </Panel>
      ) : null}
    </>
  )
}

async function Aside({
  actor,
  widget,
  run,
  runs,
  isUnderWay: isBusy,
  nextHref,
}: {
  actor: MemberActor
  widget: LoadedWidget
  run: RunDetail | undefined
  runs: RunSummary[]
  isUnderWay: boolean
  nextHref: string | undefined
}) {
  const { id: widgetId, protocol, current } = widget
  const facts = findFacts(protocol)
  const hasOwnSecret = ownsSecret(protocol)
  const [given, sandbox, previous] = await Promise.all([
    listAttestations(actor, { widgetId }),
    findSandboxSecret(actor, { widgetId }),
    run?.report ? findPreviousRun(run) : null,
  ])
  const hosts = [...new Set(listAddresses(current).map((address) => new URL(address).host))]
  return (
    <aside aria-label="About the certification" className="grid min-w-0 gap-4">
      <SandboxSecretPanel
        widgetId={widgetId}
        ids={facts?.secret.ids ?? []}
        hasOwnSecret={hasOwnSecret}
        tenantId={sandboxTenantId}
        known={sandbox}
        testTeamName={widget.testTeamName}
        canCreate={hasPermission(actor, 'secret.rotate')}
      />
      {run?.report && previous ? (
        <ComparisonPanel run={run} previous={previous} changes={compareRuns(previous.report, run.report)} />
      ) : null}
      {runs.length > 0 ? (
        <RunsPanel
          runs={runs}
          openId={run?.id}
          path={`/partner/widgets/${widgetId}/certification`}
          nextHref={nextHref}
        />
      ) : null}
      <OptionsPanel
        widgetId={widgetId}
        hosts={hosts}
        signedBy={describeSigner(hasOwnSecret, sandbox !== null, widget.testTeamName)}
        hasEffects={Boolean(facts?.isRegistered || facts?.calls.some((call) => call.hasEffect))}
        isUnderWay={isBusy}
        limits={defaultLimits}
        example={isProtocolId(protocol) ? describeRecordExample(protocol) : '{}'}
      />
      <AttestationsPanel
        widgetId={widgetId}
        ids={isProtocolId(protocol) ? listAttestationsOf(protocol, current) : []}
        given={given}
        canAttest={hasPermission(actor, 'certification.attest')}
      />
    </aside>
  )
}

function describeSigner(
  hasOwnSecret: boolean,
  hasSandbox: boolean,
  testTeamName: string | undefined,
): string {
  if (hasOwnSecret) return 'the widget’s secret and, during a rotation, the staged one'
  if (hasSandbox) return 'the sandbox secret'
  return testTeamName
    ? `the secret of ${testTeamName}, the team that tests it`
    : 'the sandbox secret, once you create one'
}

function isUnderWay({ state }: Pick<RunSummary, 'state'>): boolean {
  return state === 'queued' || state === 'running'
}
