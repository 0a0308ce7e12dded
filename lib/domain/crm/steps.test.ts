import { expect, test } from 'vitest'
import { listSteps } from '@/lib/domain/crm/steps'
import { db } from '@/lib/server/db'
import { createPerson, createTeam } from '@/test/factories'

test('an open step is overdue once its day is over, a completed one never', async () => {
  const { teamId, agent } = await createTeam()
  const personId = await createPerson(teamId, { firstName: 'Ada', lastName: 'Late' })
  const step = (title: string, dueAt: string | null, completedAt?: string) => ({
    teamId,
    personId,
    title,
    kind: 'call' as const,
    dueAt: dueAt && new Date(dueAt),
    completedAt: completedAt ? new Date(completedAt) : null,
    createdAt: new Date('2026-03-01T00:00:00Z'),
  })
  await db().step.createMany({
    data: [
      step('yesterday', '2026-03-09T23:59:00Z'),
      step('today', '2026-03-10T00:00:00Z'),
      step('any time', null),
      step('done', '2026-03-01T09:00:00Z', '2026-03-12T09:00:00Z'),
    ],
  })
  const steps = await listSteps(agent, { personId }, new Date('2026-03-10T18:00:00Z'))
  expect(steps.filter(({ isOverdue }) => isOverdue).map(({ title }) => title)).toEqual(['yesterday'])
})
