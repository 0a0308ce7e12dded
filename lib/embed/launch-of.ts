/** A person or company as the JSON API describes one. It is signed and not stored. */
export type EmbedRecord = { id: string } & Record<string, unknown>

export type Subject = {
  placement: string
  recordId: string | null
  record: EmbedRecord | null
  actionId: number | null
}

/** Whether there is a record to open, where the placement needs one. */
export function hasSubject({ placement, recordId, record }: Subject): boolean {
  return placement === 'full_page' || placement === 'email_editor' || recordId !== null || record !== null
}

/** What the page asks for when a tab opens, in the shape of the JSON API. */
export function launchOf(widgetId: string, subject: Subject): Record<string, unknown> {
  const { placement, recordId, record, actionId } = subject
  const launch: Record<string, unknown> = { widgetId, placement }
  if (placement === 'custom_action' && actionId !== null) launch.actionId = actionId
  if (placement === 'full_page') return launch
  if (record) launch[placement === 'company' ? 'company' : 'person'] = record
  else if (recordId !== null) launch.recordId = recordId
  return launch
}
