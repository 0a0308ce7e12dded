import { type Actor, requireTeam, type TeamActor } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { AppError, notFound } from '@/lib/errors'
import { isUuid } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Reader, type Tx } from '@/lib/server/db'

const stepsShown = 50

const stepFields = {
  id: true,
  title: true,
  kind: true,
  dueAt: true,
  completedAt: true,
  completedByWidgetId: true,
  completedBy: { select: { name: true } },
} as const

const dayMs = 24 * 60 * 60 * 1000

/** A person's steps: open ones first, those due soonest before the others; at most 50. A step is overdue once its day is over. */
export async function listSteps(actor: Actor, input: { personId: string }, now = databaseNow()) {
  const team = requireTeam(actor, 'record.read')
  if (!isUuid(input.personId)) throw notFound('person')
  const today = now.getTime() - (now.getTime() % dayMs)
  const steps = await db().step.findMany({
    where: { teamId: team.teamId, personId: input.personId },
    orderBy: [{ completedAt: { sort: 'desc', nulls: 'first' } }, { dueAt: 'asc' }, { id: 'asc' }],
    take: stepsShown,
    select: stepFields,
  })
  return steps.map((step) => ({
    ...step,
    isOverdue: step.completedAt === null && step.dueAt !== null && step.dueAt.getTime() < today,
  }))
}

/** A step that waits. @throws AppError not_found also for another team's, already_completed */
export async function getOpenStep(team: TeamActor, stepId: number, reader: Reader = db()) {
  const step = await reader.step.findFirst({
    where: { id: stepId, teamId: team.teamId },
    select: { id: true, title: true, personId: true, completedAt: true },
  })
  if (!step) throw notFound('step')
  if (step.completedAt) throw new AppError('already_completed', `“${step.title}” is already completed.`)
  return step
}

/** Completes a step by hand. @throws AppError not_found, already_completed */
export async function completeStep(
  actor: Actor,
  input: { stepId: number },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'record.write')
  await inTransaction((tx) => completeOpenStep(tx, team, { stepId: input.stepId, now }))
}

/** Without its title, which may name the person: the log outlives it. */
const auditName = 'A step'

/** Completes a step in the transaction of what completed it. @throws AppError not_found, already_completed */
export async function completeOpenStep(
  tx: Tx,
  team: TeamActor,
  input: { stepId: number; widgetId?: string | undefined; now: Date },
): Promise<{ title: string }> {
  const [step] = await tx.step.updateManyAndReturn({
    where: { id: input.stepId, teamId: team.teamId, completedAt: null },
    data: {
      completedAt: input.now,
      completedById: team.userId,
      completedByWidgetId: input.widgetId ?? null,
    },
    select: { id: true, title: true },
  })
  if (!step) {
    // Distinguishes a step that is not the team's from one that was just completed.
    await getOpenStep(team, input.stepId, tx)
    throw notFound('step')
  }
  await recordAudit(tx, team, {
    action: 'step.completed',
    subject: { type: 'step', id: String(step.id), name: auditName },
    teamId: team.teamId,
    ...(input.widgetId ? { data: { widget: input.widgetId } } : {}),
    at: input.now,
  })
  return { title: step.title }
}

/** Takes a completion back, for a slip of the hand. @throws AppError not_found, wrong_state for one that is open */
export async function reopenStep(
  actor: Actor,
  input: { stepId: number },
  now = databaseNow(),
): Promise<void> {
  const team = requireTeam(actor, 'record.write')
  await inTransaction(async (tx) => {
    const [step] = await tx.step.updateManyAndReturn({
      where: { id: input.stepId, teamId: team.teamId, completedAt: { not: null } },
      data: { completedAt: null, completedById: null, completedByWidgetId: null },
      select: { id: true, title: true },
    })
    if (!step) {
      await getOpenStep(team, input.stepId, tx)
      throw new AppError('wrong_state', 'This step is already open.')
    }
    await recordAudit(tx, team, {
      action: 'step.reopened',
      subject: { type: 'step', id: String(step.id), name: auditName },
      teamId: team.teamId,
      at: now,
    })
  })
}
