import { type Actor, type PartnerActor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { profileOf } from '@/lib/domain/profiles/registry'
import {
  isProtocolId,
  ownsSecret,
  type ProtocolId,
  sourceOfTeamSecret,
} from '@/lib/domain/protocols/facts.schema'
import type { SettingsInput } from '@/lib/domain/protocols/widget-settings'
import { requireFurtherOrigins } from '@/lib/domain/protocols/widget-url'
import { newSecretText } from '@/lib/domain/secrets/formats'
import { begin, readSeries, type ShownSecret } from '@/lib/domain/secrets/lifecycle'
import { secretPolicies } from '@/lib/domain/secrets/policies'
import { toSearchText } from '@/lib/domain/text/search-text'
import { changedFields, type VersionContent, versionRow } from '@/lib/domain/versions/content'
import { offerToTester } from '@/lib/domain/versions/tested'
import { createOAuthClient, type ShownClient } from '@/lib/domain/widgets/oauth-client'
import {
  type CreateWidgetInput,
  readAddressFields,
  type UpdateWidgetInput,
} from '@/lib/domain/widgets/widgets.schema'
import { AppError, checkTogether, type FieldErrors, notFound, refusedBy } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction, type Tx } from '@/lib/server/db'
import type { Prisma } from '@/lib/server/prisma/client'

type Subject = { type: 'widget'; id: string; name: string }

/** A registered widget. Whatever secret its protocol gives it is in this answer and never in another. */
export type CreatedWidget = {
  widgetId: string
  name: string
  protocol: ProtocolId
  secret?: string
  fingerprint?: string
} & Partial<ShownClient>

/** Registers a widget with its first version, and its secret or OAuth client. @throws AppError invalid_input naming the field */
export async function createWidget(
  actor: Actor,
  input: CreateWidgetInput,
  now = databaseNow(),
): Promise<CreatedWidget> {
  const partner = requirePartner(actor, 'widget.create')
  const content = checkContent(input.protocol, input)
  return inTransaction(async (tx) => {
    const widget = await tx.widget.create({
      data: {
        id: newId('wgt'),
        partnerId: partner.partnerId,
        protocol: input.protocol,
        searchText: searchTextOf(content, partner.organisation),
        createdAt: now,
        ...(input.testTeamId
          ? { testTeamId: input.testTeamId, testState: 'requested', testRequestedAt: now }
          : {}),
      },
      select: { id: true },
    })
    await startVersion(tx, { widgetId: widget.id, number: 1, content, createdById: partner.userId, now })
    const owned = { widgetId: widget.id, createdById: partner.userId, now }
    // Active at once: nobody signs with it before the widget is switched on.
    const shown = ownsSecret(input.protocol)
      ? await begin(
          await readSeries({ tx, policy: secretPolicies.widget, ownerId: widget.id, ...owned }),
          newSecretText(input.protocol),
        )
      : undefined
    const client =
      sourceOfTeamSecret(input.protocol) === 'connection' ? await createOAuthClient(tx, owned) : undefined
    const subject = { type: 'widget' as const, id: widget.id, name: content.name }
    await recordAudit(tx, partner, {
      action: 'widget.created',
      subject,
      partnerId: partner.partnerId,
      data: { protocol: input.protocol, url: content.url },
      at: now,
    })
    if (shown) await recordFirstSecret(tx, partner, { subject, shown, now })
    if (input.testTeamId) {
      await recordAudit(tx, partner, {
        action: 'testing.requested',
        subject,
        partnerId: partner.partnerId,
        data: { team: input.testTeamId },
        at: now,
      })
    }
    return {
      widgetId: widget.id,
      name: content.name,
      protocol: input.protocol,
      ...(shown ? { secret: shown.secret, fingerprint: shown.fingerprint } : {}),
      ...client,
    }
  })
}

/**
 * Saves a widget. A draft that nobody else was shown changes in place. Once reviewers or a testing team read it, or after a decision, the
 * next version begins, so that what they read stays what they decide on.
 * @throws AppError wrong_state while the version is in review, conflict if someone saved since the form was opened
 */
export async function updateWidget(
  actor: Actor,
  input: UpdateWidgetInput,
  now = databaseNow(),
): Promise<{ widgetId: string }> {
  const partner = requirePartner(actor, 'widget.update')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    const current = widget.workingVersion ?? widget.servingVersion
    if (!current || !isProtocolId(widget.protocol)) throw notFound('widget')
    const content = checkContent(widget.protocol, input)
    if (revisionOf(current) !== input.revision) {
      throw new AppError(
        'conflict',
        'Someone saved this widget after you opened the form. Your changes are still in the form; reload to see theirs.',
      )
    }
    if (current.state === 'in_review')
      throw new AppError('wrong_state', 'This version is in review. Withdraw it to edit.')
    const changed = changedFields(current, content)
    if (changed.length === 0) return
    if (isUnread(widget))
      await tx.widgetVersion.update({ where: { id: current.id }, data: content, select: { id: true } })
    else {
      if (current.state === 'draft') await supersede(tx, current.id)
      const started = { number: await nextNumber(tx, widget.id), content, createdById: partner.userId, now }
      const versionId = await startVersion(tx, { widgetId: widget.id, ...started })
      await offerToTester(tx, partner, widget, { id: versionId, ...content }, now)
    }
    await tx.widget.update({
      where: { id: widget.id },
      data: widget.servingVersion
        ? { updatedAt: now }
        : { searchText: searchTextOf(content, partner.organisation) },
      select: { id: true },
    })
    await recordAudit(tx, partner, {
      action: 'widget.updated',
      subject: { type: 'widget', id: widget.id, name: content.name },
      partnerId: partner.partnerId,
      data: { changed },
      at: now,
    })
  })
  return { widgetId: input.widgetId }
}

/** Throws away the draft of a change; the serving version is untouched. */
export async function discardChange(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'widget.update')
  await inTransaction(async (tx) => {
    const widget = await lockOwnWidget(tx, partner, input.widgetId)
    if (!widget.servingVersion || !widget.workingVersion || widget.workingVersion.state === 'in_review') {
      throw new AppError('wrong_state', 'There is no change to discard.')
    }
    await tx.widget.update({
      where: { id: widget.id },
      data: { workingVersionId: null, testVersionId: null },
      select: { id: true },
    })
    await supersede(tx, widget.workingVersion.id)
    await recordAudit(tx, partner, {
      action: 'widget.change_discarded',
      subject: { type: 'widget', id: widget.id, name: widget.servingVersion.name },
      partnerId: partner.partnerId,
      data: { version: widget.workingVersion.number },
      at: now,
    })
  })
}

/**
 * Loads a widget of the partner and locks its row until the transaction ends, so that changes to it happen one after another.
 * @throws AppError not_found, wrong_state for an archived one
 */
export async function lockOwnWidget(
  tx: Tx,
  partner: PartnerActor,
  widgetId: string,
  { mayBeArchived = false } = {},
) {
  const [locked] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Widget" WHERE id = ${widgetId} AND "partnerId" = ${partner.partnerId} FOR UPDATE`
  if (!locked) throw notFound('widget')
  const widget = await tx.widget.findUniqueOrThrow({ where: { id: locked.id }, select: lockedWidgetSelect })
  if (widget.archivedAt && !mayBeArchived)
    throw new AppError('wrong_state', 'This widget is archived. Restore it first.')
  return widget
}

export const lockedWidgetSelect = {
  id: true,
  protocol: true,
  partnerId: true,
  suspendedAt: true,
  stoppedAt: true,
  archivedAt: true,
  testTeamId: true,
  testState: true,
  testVersionId: true,
  testVersion: { select: versionRow },
  servingVersion: { select: versionRow },
  workingVersion: { select: { ...versionRow, createdById: true, submittedById: true, submittedAt: true } },
} as const satisfies Prisma.WidgetSelect

export type LockedWidget = Prisma.WidgetGetPayload<{ select: typeof lockedWidgetSelect }>

export function searchTextOf(content: VersionContent, partnerName: string): string {
  return toSearchText(content.name, partnerName, content.description)
}

type CheckedContent = VersionContent & { settings: Prisma.InputJsonObject }

function checkContent(
  protocol: ProtocolId,
  input: Omit<CreateWidgetInput, 'protocol' | 'testTeamId'>,
): CheckedContent {
  return {
    name: input.name,
    description: input.description,
    ...checkAddresses(protocol, input),
    allow: [...new Set(input.allow)].sort(),
    icon: input.icon,
    colour: input.colour,
  }
}

function checkAddresses(protocol: ProtocolId, input: SettingsInput & { furtherOrigins: string[] }) {
  const { checked, furtherOrigins } = checkTogether({
    checked: () => profileOf(protocol).checkSettings(input),
    furtherOrigins: () => requireFurtherOrigins(input.furtherOrigins),
  })
  const { url, placements, settings } = checked
  return { url, placements, settings, furtherOrigins }
}

/** What would be refused of a form's addresses and placements, whatever else of it is wrong. */
export async function refusedAddresses(actor: Actor, given: Record<string, unknown>): Promise<FieldErrors> {
  const protocol =
    typeof given.widgetId === 'string' ? await findProtocol(actor, given.widgetId) : given.protocol
  if (typeof protocol !== 'string' || !isProtocolId(protocol)) return {}
  return refusedBy(() => checkAddresses(protocol, readAddressFields(given)))
}

async function findProtocol(actor: Actor, widgetId: string): Promise<string | undefined> {
  const { partnerId } = requirePartner(actor, 'widget.update')
  const widget = await db().widget.findFirst({
    where: { id: widgetId, partnerId },
    select: { protocol: true },
  })
  return widget?.protocol
}

async function recordFirstSecret(
  tx: Tx,
  partner: PartnerActor,
  { subject, shown, now }: { subject: Subject; shown: ShownSecret; now: Date },
): Promise<void> {
  await recordAudit(tx, partner, {
    action: 'secret.created',
    subject,
    partnerId: partner.partnerId,
    data: { version: 1, fingerprint: shown.fingerprint },
    at: now,
  })
}

async function startVersion(
  tx: Tx,
  input: { widgetId: string; number: number; content: CheckedContent; createdById: string; now: Date },
): Promise<string> {
  const version = await tx.widgetVersion.create({
    data: {
      id: newId('ver'),
      widgetId: input.widgetId,
      number: input.number,
      ...input.content,
      createdById: input.createdById,
      createdAt: input.now,
    },
    select: { id: true },
  })
  await tx.widget.update({
    where: { id: input.widgetId },
    data: { workingVersionId: version.id },
    select: { id: true },
  })
  return version.id
}

/** Whether the working version is a draft that neither reviewers nor a testing team were ever shown. */
function isUnread({ workingVersion, testState, testVersionId }: LockedWidget): boolean {
  if (workingVersion?.state !== 'draft' || workingVersion.submittedAt) return false
  return testState !== 'requested' && (testState !== 'accepted' || workingVersion.id !== testVersionId)
}

async function supersede(tx: Tx, versionId: string): Promise<void> {
  await tx.widgetVersion.update({
    where: { id: versionId },
    data: { state: 'superseded' },
    select: { id: true },
  })
}

async function nextNumber(tx: Tx, widgetId: string): Promise<number> {
  const newest = await tx.widgetVersion.aggregate({ where: { widgetId }, _max: { number: true } })
  return (newest._max.number ?? 0) + 1
}

/** What a form was opened with: it shows whether someone saved since. */
export function revisionOf(version: { id: string; updatedAt: Date }): string {
  return `${version.id}.${version.updatedAt.getTime()}`
}
