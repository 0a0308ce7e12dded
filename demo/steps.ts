import type { Prisma } from '@/lib/server/prisma/client'

const dayMs = 24 * 60 * 60 * 1000

const plans = [
  { title: 'Call about the tour', kind: 'call', days: 0 },
  { title: 'Send the short list', kind: 'email', days: 1 },
  { title: 'Ask for the papers', kind: 'task', days: 3 },
] as const

/** The steps: the whole plan for the first person, one step for every third of the others. */
export function createDemoSteps(
  teamId: string,
  people: { id: string; createdAt?: Date | string | undefined }[],
): Prisma.StepCreateManyInput[] {
  const start = new Date('2026-11-23T09:00:00Z')
  return people.flatMap(({ id }, index) => {
    const chosen =
      index === 0 ? plans : index % 3 === 0 ? [plans[(index / 3) % plans.length] ?? plans[0]] : []
    return chosen.map(({ title, kind, days }) => ({
      teamId,
      personId: id,
      title,
      kind,
      dueAt: new Date(start.getTime() + (days + (index % 9)) * dayMs),
      createdAt: start,
    }))
  })
}
