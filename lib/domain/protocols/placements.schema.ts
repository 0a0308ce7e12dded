// Without zod, which a page that only shows a widget would load for nothing.

/** Where a widget can appear. */
export const placements = ['person', 'company', 'full_page', 'email_editor', 'custom_action'] as const
export type Placement = (typeof placements)[number]

/** The placements on a record's page: a tab of it, or a panel beside its own. */
export const recordPlacements = ['person', 'company'] as const satisfies readonly Placement[]
export type RecordPlacement = (typeof recordPlacements)[number]

export const placementLabels: Record<Placement, string> = {
  person: 'Person',
  company: 'Company',
  full_page: 'Full page',
  email_editor: 'Email editor',
  custom_action: 'Custom action',
}

export function isPlacement(value: string): value is Placement {
  return (placements as readonly string[]).includes(value)
}

/** A placement as a place: the person view, the email editor. */
export function placementPlace(placement: Placement): string {
  return isRecordPlacement(placement) ? `${placementLabels[placement]} view` : placementLabels[placement]
}

/** Whether the CRM's address can keep a widget's state: an email or a step that is written now has no address of its own. */
export function keepsState(placement: Placement): boolean {
  return isRecordPlacement(placement) || placement === 'full_page'
}

export function isRecordPlacement(placement: Placement): placement is RecordPlacement {
  return (recordPlacements as readonly Placement[]).includes(placement)
}
