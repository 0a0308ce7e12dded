import type { LaunchAccount, LaunchSubject } from '@/lib/domain/launches/context'
import { toSeconds } from '@/lib/domain/launches/context'
import type { Placement } from '@/lib/domain/protocols/placements.schema'
import { AppError } from '@/lib/errors'
import type { SalesloftPayload, SalesloftSlot } from '@/lib/protocols/salesloft'

/** The slot of each placement, by the seed's names. */
export const slotOfPlacement: Record<Placement, SalesloftSlot> = {
  person: 'people_page',
  company: 'account_page',
  full_page: 'full_page',
  email_editor: 'email_editor',
  custom_action: 'custom_action',
}

type PayloadInput = {
  placement: Placement
  subject: LaunchSubject
  user: { id: string }
  origin: string
  actionId?: number | undefined
  integrationId: string
  tenantId: string
  nonce: string | null
}

/** The payload of a slot by the seed's table. The fields of person and account are those of the platform's REST API. */
export function buildSalesloftPayload(input: PayloadInput): {
  slot: SalesloftSlot
  payload: SalesloftPayload
} {
  const slot = slotOfPlacement[input.placement]
  return {
    slot,
    payload: {
      integration_id: input.integrationId,
      tenant_id: input.tenantId,
      user_guid: input.user.id,
      origin: input.origin,
      ...(input.nonce === null ? {} : { nonce: input.nonce }),
      ...(slot === 'custom_action' ? { action: { id: requireAction(input.actionId) } } : {}),
      ...describeSubject(input.subject),
    },
  }
}

function describeSubject(subject: LaunchSubject): Pick<SalesloftPayload, 'person' | 'account'> {
  switch (subject.kind) {
    case 'none':
      return {}
    case 'person': {
      const { person, account } = subject
      return {
        person: {
          id: person.id,
          display_name: `${person.firstName} ${person.lastName}`.trim(),
          title: subject.title,
          email_address: person.emails[0]?.email ?? null,
          phone: person.phones[0]?.phone ?? null,
          last_contacted_at: toStamp(subject.lastContactedAt),
        },
        ...(account ? { account: describeAccount(account) } : {}),
      }
    }
    case 'company': {
      const { id, name, industry, website, phones } = subject.company
      const { lastContactedAt } = subject
      const phone = phones[0]?.phone ?? null
      return { account: describeAccount({ id, name, industry, website, phone, lastContactedAt }) }
    }
  }
}

function describeAccount({ lastContactedAt, ...account }: LaunchAccount) {
  return { ...account, last_contacted_at: toStamp(lastContactedAt) }
}

function toStamp(date: Date | null): string | null {
  return date ? toSeconds(date) : null
}

function requireAction(actionId: number | undefined): number {
  if (actionId === undefined) throw new AppError('malformed_request', 'A custom action is opened for a step.')
  return actionId
}
