import { createHash } from 'node:crypto'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { changedFields, type VersionContent, versionFields } from '@/lib/domain/versions/content'
import { AppError } from '@/lib/errors'

/** The SHA-256, in hex, of everything that a version says. A decision carries that of what its reader was shown. */
export function hashVersion(version: VersionContent): string {
  const settings = Object.entries(readSettings(version.settings)).sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  const fields = Object.keys(versionFields).map((field) =>
    field === 'settings' ? settings : version[field as keyof VersionContent],
  )
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

/** @throws AppError changed_since_read, if the reader was shown something else */
export function requireAsRead(version: VersionContent, seen: string | undefined): void {
  if (seen !== undefined && seen !== hashVersion(version)) throw changedSinceRead()
}

const shownLengthMax = 200

/** The refusal of a decision on what its reader was not shown, with each field that differs where what they read is known. */
export function changedSinceRead(from?: VersionContent, to?: VersionContent): AppError {
  const changed = from && to ? changedFields(from, to) : []
  const fields = Object.fromEntries(
    changed.map((field) => [field, [`It was ${write(from?.[field])} and is now ${write(to?.[field])}.`]]),
  )
  const what = changed.length > 0 ? ` Changed: ${changed.join(', ')}.` : ''
  return new AppError(
    'changed_since_read',
    `This changed since you opened it, so your decision was not saved.${what} Reload the page to see the current version.`,
    changed.length > 0 ? { fields } : {},
  )
}

function write(value: unknown): string {
  const text = JSON.stringify(value) ?? ''
  return text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}…` : text
}
