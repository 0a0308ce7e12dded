import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Note } from '@/components/ui/note'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { Tile } from '@/components/ui/tile'
import { Time } from '@/components/ui/time'
import { hasPermission, type TeamActor } from '@/lib/auth/permissions'
import type { listSteps } from '@/lib/domain/crm/steps'
import { countMembers } from '@/lib/domain/installations/installations'
import { listTabs, type Tab } from '@/lib/domain/installations/tabs'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { StepAction } from './step-action'
import { StepButton } from './step-button'

type Steps = Awaited<ReturnType<typeof listSteps>>

/** A person’s steps. Each widget that offers a custom action is a button on each open step. */
export async function StepsTab({
  actor,
  personId,
  personName,
  steps,
  open,
}: {
  actor: TeamActor
  personId: string
  personName: string
  steps: Steps
  open: { step: string | undefined; widget: string | undefined }
}) {
  if (steps.length === 0) {
    return (
      <EmptyState framed title={`No steps for ${personName}`}>
        Calls, emails and tasks to do appear here, with the actions of the widgets that are on for your team.
      </EmptyState>
    )
  }
  const actions = await listTabs(actor, 'custom_action')
  const step = steps.find(({ id }) => String(id) === open.step)
  const widget = actions.find(({ widgetId }) => widgetId === open.widget)
  const path = `/people/${personId}?tab=steps`
  return (
    <div className="grid gap-4">
      <Panel labelledBy="steps">
        <PanelHeader
          id="steps"
          title="Steps"
          meta={`${steps.filter(({ completedAt }) => !completedAt).length} open`}
        />
        <Table
          caption="Steps"
          columns={[
            { label: 'Step' },
            { label: 'Due' },
            { label: 'State' },
            { label: 'Actions', hideLabel: true },
          ]}
        >
          {steps.map((entry) => (
            <StepRow key={entry.id} step={entry} path={path} actions={actions} isOpen={entry === step} />
          ))}
        </Table>
      </Panel>
      {step && widget && !step.completedAt ? (
        <section aria-label={`${widget.name} for ${step.title}`}>
          <div className="mb-2 flex items-center gap-2">
            <h2 className="font-semibold text-base">
              {widget.name} for “{step.title}”
            </h2>
            <ButtonLink size="sm" variant="quiet" href={path} className="ml-auto">
              Close
            </ButtonLink>
          </div>
          <div className="max-w-[600px]">
            <StepAction
              key={`${widget.widgetId} ${step.id}`}
              widgetId={widget.widgetId}
              name={widget.name}
              partnerName={widget.partnerName}
              origin={widget.origin}
              tile={
                <Tile size="lg" icon={widget.icon as WidgetIcon} colour={widget.colour as WidgetColour} />
              }
              step={step.id}
              recordName={personName}
              teamName={actor.organisation}
              memberCount={await countMembers(actor.teamId)}
              canSwitch={hasPermission(actor, 'installation.switch')}
              singleKeys={actor.singleKeys}
            />
          </div>
        </section>
      ) : null}
      {step?.completedAt && open.widget ? (
        <Note tone="ok" announce="politely" title={`“${step.title}” is completed.`}>
          Completed by {step.completedBy?.name ?? 'a member'}
          {step.completedByWidgetId ? `, with ${widget?.name ?? 'a widget'}` : ''}.
        </Note>
      ) : null}
    </div>
  )
}

function StepRow({
  step,
  path,
  actions,
  isOpen,
}: {
  step: Steps[number]
  path: string
  actions: Tab[]
  isOpen: boolean
}) {
  return (
    <TableRow>
      <StepCells step={step} />
      <TableCell label="State">
        {step.completedAt ? (
          <>
            <Status phase="active" tone="ok">
              Completed
            </Status>
            <CellMeta>
              {step.completedBy?.name}, <Time value={step.completedAt} shape="datetime" />
            </CellMeta>
          </>
        ) : (
          <Status phase="staged">Open</Status>
        )}
      </TableCell>
      <TableCell>
        <span className="flex flex-wrap justify-end gap-1.5 max-md:justify-start">
          {step.completedAt
            ? null
            : actions.map((action) => (
                <ButtonLink
                  key={action.widgetId}
                  size="sm"
                  href={`${path}&step=${step.id}&widget=${action.widgetId}`}
                  scroll={false}
                  aria-label={`${action.name} for ${step.title}`}
                  aria-current={isOpen ? 'true' : undefined}
                >
                  <Tile size="sm" icon={action.icon as WidgetIcon} colour={action.colour as WidgetColour} />
                  {action.name}
                </ButtonLink>
              ))}
          <StepButton stepId={step.id} title={step.title} isCompleted={step.completedAt !== null} />
        </span>
      </TableCell>
    </TableRow>
  )
}

/** What is to do, and when. */
export function StepCells({ step }: { step: Steps[number] }) {
  return (
    <>
      <TableCell kind="lead">
        {step.title}
        <CellMeta>{kindLabels[step.kind] ?? step.kind}</CellMeta>
      </TableCell>
      <TableCell label="Due">
        <StepDue step={step} />
      </TableCell>
    </>
  )
}

/** When a step is due, and whether that is over. */
function StepDue({ step: { dueAt, isOverdue } }: { step: Pick<Steps[number], 'dueAt' | 'isOverdue'> }) {
  if (!dueAt) return 'Any time'
  return (
    <span className="flex flex-wrap items-center gap-x-2 whitespace-nowrap">
      <Time value={dueAt} shape="date" />
      {isOverdue ? <Tag tone="warn">Overdue</Tag> : null}
    </span>
  )
}

const kindLabels: Record<string, string> = { call: 'Call', email: 'Email', task: 'Task' }
