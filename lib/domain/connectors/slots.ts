import { type ConnectorCall, type Proven, receiveCall } from '@/lib/domain/connectors/receive-call'
import {
  type FoundRecord,
  findByEmail,
  findCompanyByName,
  type ShownRecord,
  searchRecords,
  showRecord,
} from '@/lib/domain/connectors/records'
import { defaultEmailTemplates, fillTemplate, parseEmailTemplates } from '@/lib/domain/crm/email-templates'
import { AppError } from '@/lib/errors'
import { readHint, type VerifyKeys } from '@/lib/protocols/protocol'
import {
  type SalesloftPayload,
  type SalesloftSlot,
  salesloftSlots,
  verifySalesloft,
} from '@/lib/protocols/salesloft'
import { databaseNow } from '@/lib/server/database-clock'
import { db } from '@/lib/server/db'

/** What a slot shows, and what its buttons tell the page that opened it. */
export type SlotView = {
  slot: SalesloftSlot
  frameOrigins: string[]
  record: ShownRecord | null
  /** The account, or else the company that the person belongs to. */
  account: ShownRecord | null
  /** Who the platform says it is, for a record that is not here. */
  named: [name: string, value: string][]
  /** Where messages go, and with which nonce; none from a full page. */
  reply: { origin: string; nonce: string; actionId: number | undefined } | undefined
  templates: { name: string; text: string }[]
  /** The full page's search, which the launch proves again each time. */
  search: { query: string; found: FoundRecord[]; fields: Record<string, string> } | undefined
}

type Opened = { payload: SalesloftPayload; slot: SalesloftSlot; origin: string }

/**
 * One of Salesloft's five slots, opened by its form POST. Without a slot in the URL it is recognised by what the payload carries.
 * @throws AppError as the protocol, identity_mismatch for another tenant's launch
 */
export function answerSlot(call: ConnectorCall, now = databaseNow()): Promise<SlotView> {
  const asked = new URL(call.url, 'http://portal.invalid').searchParams.get('slot')
  const verify = async (keys: VerifyKeys, connector: { id: string }): Promise<Proven<Opened>> => {
    const slot = salesloftSlots.find((name) => name === asked)
    if (asked !== null && !slot) throw new AppError('malformed_request', 'slot is not one of the five slots.')
    const verified = await verifySalesloft({ body: call.body, ...(slot ? { slot } : {}), ...keys })
    await requireConnected(connector.id, verified.data)
    const { data: payload, targetOrigin: origin } = verified
    // Opening and reloading are reads: only the platform spends the nonce.
    return { ...verified, replayKey: null, data: { payload, slot: verified.slot, origin } }
  }
  return receiveCall(
    call,
    { protocol: 'salesloft', endpoint: 'iframe', now, verify },
    async ({ data, unauthenticated }, connector) => {
      const { payload, slot, origin } = data
      const { teamId, frameOrigins } = connector
      const view = { slot, frameOrigins, named: nameOf(payload), reply: replyOf(payload, origin) }
      if (slot === 'full_page') {
        const query = (readHint(unauthenticated, 'q') ?? '').slice(0, 200)
        const chosen = readHint(unauthenticated, 'record')
        const fields = Object.fromEntries(launchFields.map((name) => [name, readField(call.body, name)]))
        return {
          ...view,
          record: chosen ? await showRecord(teamId, chosen) : null,
          account: null,
          templates: [],
          search: { query, found: query ? await searchRecords(teamId, query) : [], fields },
        }
      }
      const { record, account } = await matchRecords(teamId, payload)
      const templates =
        slot === 'email_editor' ? await fillTemplates(connector.id, payload, record, account) : []
      return { ...view, record, account, templates, search: undefined }
    },
  )
}

const launchFields = ['payload', 'tenant_id', 'integration_id', 'origin']

function readField(body: string | Uint8Array, name: string): string {
  return new URLSearchParams(Buffer.from(body).toString('utf8')).get(name) ?? ''
}

/** The ids inside are those that this connector was connected with: the secret of one tenant opens no other's. */
async function requireConnected(connectorId: string, payload: SalesloftPayload): Promise<void> {
  const count = await db().connectorOAuth.count({
    where: {
      connectorId,
      tenantId: String(payload.tenant_id),
      integrationId: String(payload.integration_id),
    },
  })
  // The decoy's payload reaches no database: nobody can encrypt for it.
  if (count === 0)
    throw new AppError(
      'identity_mismatch',
      'This launch is for a tenant or integration that isn’t connected to this CRM.',
    )
}

/** By email, then by the id that the record has outside; an account by its id or name, else the person's company. */
async function matchRecords(teamId: string, { person, account }: SalesloftPayload) {
  const personId = person
    ? ((await findByEmail(teamId, textsOf(person.email_address))) ?? textsOf(person.id)[0])
    : undefined
  const shownPerson = personId ? await showRecord(teamId, personId) : null
  const named = account ? await showAccount(teamId, account) : null
  const companyId = shownPerson?.companyId
  const shownAccount = named ?? (companyId ? await showRecord(teamId, companyId) : null)
  return { record: shownPerson ?? shownAccount, account: shownPerson ? shownAccount : null }
}

async function showAccount(teamId: string, account: Record<string, unknown>): Promise<ShownRecord | null> {
  const [id] = textsOf(account.id)
  const byId = id ? await showRecord(teamId, id) : null
  if (byId?.type === 'company') return byId
  const [name] = textsOf(account.name)
  const found = name ? await findCompanyByName(teamId, name) : undefined
  return found ? showRecord(teamId, found) : null
}

async function fillTemplates(
  connectorId: string,
  { person, account }: SalesloftPayload,
  record: ShownRecord | null,
  company: ShownRecord | null,
) {
  const { emailTemplates } = await db().connector.findUniqueOrThrow({
    where: { id: connectorId },
    select: { emailTemplates: true },
  })
  const [told = ''] = textsOf(person?.display_name)
  const isPerson = record?.type === 'person'
  const values = {
    first_name: isPerson ? record.firstName : told.split(' ')[0],
    last_name: isPerson ? record.lastName : told.split(' ').slice(1).join(' '),
    company: company?.name ?? (isPerson ? record.company : record?.name) ?? textsOf(account?.name)[0],
    email: record?.emails[0] ?? textsOf(person?.email_address)[0],
    stage: record?.stage,
  }
  return parseEmailTemplates(emailTemplates ?? defaultEmailTemplates).map(({ name, body }) => ({
    name,
    text: fillTemplate(body, values),
  }))
}

function nameOf({ person, account }: SalesloftPayload): [string, string][] {
  const told: [string, unknown][] = [
    ['Person', person?.display_name],
    ['Email', person?.email_address],
    ['Account', account?.name],
  ]
  return told.flatMap(([label, value]) => textsOf(value).map((text): [string, string] => [label, text]))
}

function replyOf(payload: SalesloftPayload, origin: string): SlotView['reply'] {
  if (!payload.nonce) return undefined
  const actionId = Number(payload.action?.id)
  return { origin, nonce: payload.nonce, actionId: Number.isSafeInteger(actionId) ? actionId : undefined }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'number') return [String(value)]
  return typeof value === 'string' && value.trim() ? [value.trim().slice(0, 300)] : []
}
