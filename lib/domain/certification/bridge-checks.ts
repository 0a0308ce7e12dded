import type { CatalogEntry } from '@/lib/domain/certification/catalog-entry'
import type { CheckId } from '@/lib/domain/samples/check-ids.schema'

/** Checks of widgets that talk to the host. One that does not is not worse, so none is required. */
export const bridgeChecks = {
  'bridge-connects': {
    title: 'Asks for the wire correctly',
    required: false,
    why: 'A host gives a port only for the message that it knows, and refuses what has another shape or comes too often.',
    fix: 'Import connect from the portal’s /widget/v1.mjs or from @framegate/protocols/widget, and call it once when your page loads.',
  },
  'bridge-without': {
    title: 'Works without an answer to the wire',
    required: false,
    why: 'Not every CRM knows the wire, and a host may answer late.',
    fix: 'Show your content first, connect afterwards, and catch the error of connect.',
  },
  'bridge-height': {
    title: 'Asks for a height that settles',
    required: false,
    why: 'A page whose layout depends on the frame’s height asks for another height after each one that it gets. The host then ignores its heights.',
    fix: 'Measure an element that has the height of its content, not the window, and leave out heights in vh and percent.',
  },
} as const satisfies Partial<Record<CheckId, CatalogEntry>>
