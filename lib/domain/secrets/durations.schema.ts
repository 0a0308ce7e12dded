/** How long a former secret may live beside the next one. */
export const graceHours = { min: 0, default: 24, max: 168 } as const

export const graceChoices = [
  { hours: 0, label: 'None' },
  { hours: 1, label: '1 hour' },
  { hours: 24, label: '24 hours' },
  { hours: 72, label: '3 days' },
  { hours: 168, label: '7 days' },
] as const

export function hoursAfter(moment: Date, hours: number): Date {
  return new Date(moment.getTime() + hours * 3_600_000)
}

/** Uses of a secret are noted this far apart, so that a busy secret's row is not fought over. */
export const notedEveryMs = 1000

/** That a server accepted what a secret signed is noted this far apart. */
export const acceptanceNotedEveryMs = 60_000
