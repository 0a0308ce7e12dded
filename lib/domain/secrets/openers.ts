import type { LiveSecret, OpenSecret } from '@/lib/domain/secrets/opened'
import {
  type Binding,
  type SealedText,
  tryUnsealValue,
  unsealValue,
  type ValuePurpose,
} from '@/lib/domain/secrets/sealing'
import { type SecretKind, secretTables } from '@/lib/domain/secrets/tables'
import { AppError } from '@/lib/errors'
import type { Reader } from '@/lib/server/db'

/** Whose secret it is. */
export type SecretOwner = { kind: SecretKind; ownerId: string }

/**
 * What signs now for an endpoint, or for all: the active secret first, then what retires, for calls that carry several signatures. An
 * endpoint without its own secret uses the one for all. @throws AppError secrets_unavailable
 */
export async function openForSigning(
  reader: Reader,
  owner: SecretOwner & { endpoint?: string | undefined },
  now: Date,
): Promise<OpenSecret[]> {
  return openLiveForSigning(owner, await findLive(reader, owner, now))
}

/** The same of a widget, which always has one. @throws AppError wrong_state, secrets_unavailable */
export async function openWidgetForSigning(
  reader: Reader,
  widgetId: string,
  now: Date,
): Promise<[OpenSecret, ...OpenSecret[]]> {
  const [active, ...others] = await openForSigning(reader, { kind: 'widget', ownerId: widgetId }, now)
  if (!active) throw new AppError('wrong_state', 'This widget has no active secret.')
  return [active, ...others]
}

/** The same for rows that were already read. @throws AppError secrets_unavailable */
export function openLiveForSigning(
  { endpoint, ...owner }: SecretOwner & { endpoint?: string | undefined },
  live: readonly LiveSecret[],
): OpenSecret[] {
  const own = live.filter((row) => row.endpoint !== null && row.endpoint === endpoint)
  const counting = own.length > 0 ? own : live.filter((row) => row.endpoint === null)
  const active = counting.filter(({ state }) => state === 'active')
  // A lost key of an old secret must not stop signing.
  const retiring = counting.filter(({ state }) => state === 'retiring').flatMap((row) => tryOpen(owner, row))
  return [...active.map((row) => open(owner, row)), ...retiring]
}

/** The staged secret, to try it before it is promoted. @throws AppError wrong_state, secrets_unavailable */
export async function openForProbe(reader: Reader, owner: SecretOwner): Promise<OpenSecret> {
  const staged = await findForProbe(reader, owner)
  if (!staged) throw new AppError('wrong_state', 'There is no staged secret to test.')
  return staged
}

/** The same where there is one. @throws AppError secrets_unavailable */
export async function findForProbe(reader: Reader, owner: SecretOwner): Promise<OpenSecret | undefined> {
  const live = await secretTables[owner.kind].findLive(reader, owner.ownerId)
  const staged = live.find(({ state }) => state === 'staged')
  return staged && open(owner, staged)
}

/** Every secret by which a connector verifies now, the newest first. @throws AppError secrets_unavailable */
export async function openForVerifying(
  reader: Reader,
  connectorId: string,
  now: Date,
): Promise<OpenSecret[]> {
  return openLiveForVerifying(
    connectorId,
    await findLive(reader, { kind: 'connector', ownerId: connectorId }, now),
  )
}

/** The same for rows that were already read. @throws AppError secrets_unavailable */
export function openLiveForVerifying(connectorId: string, live: readonly LiveSecret[]): OpenSecret[] {
  return live.map((row) => open({ kind: 'connector', ownerId: connectorId }, row))
}

/** What signs in a widget's sandbox; null where it has none. @throws AppError secrets_unavailable */
export async function openForSandbox(reader: Reader, widgetId: string): Promise<OpenSecret | null> {
  const [row] = await secretTables.sandbox.findLive(reader, widgetId)
  return row ? open({ kind: 'sandbox', ownerId: widgetId }, row) : null
}

/** A secret of whichever state, to find out which secret signed a request; undefined for one that was sealed under a lost key. */
export function openForDiagnosis(
  owner: SecretOwner,
  row: SealedText & { version: number },
): string | undefined {
  return tryUnsealValue(bindingOf(owner, row), row)
}

/** Opens only values for these purposes. @throws AppError secrets_unavailable */
const valueOpener =
  <Purpose extends ValuePurpose>() =>
  (binding: Binding<Purpose>, sealed: SealedText): string =>
    unsealValue(binding, sealed)

export const openKeptAnswer = valueOpener<'api-answer'>()
export const openSandboxRequest = valueOpener<'sandbox-request'>()
export const openForPlatform = valueOpener<
  'connector-client-secret' | 'connector-tokens' | 'connector-code-verifier'
>()

async function findLive(reader: Reader, { kind, ownerId }: SecretOwner, now: Date): Promise<LiveSecret[]> {
  const rows = await secretTables[kind].findLive(reader, ownerId)
  return rows.filter(
    ({ state, graceEndsAt }) =>
      state === 'active' || (state === 'retiring' && graceEndsAt !== null && graceEndsAt > now),
  )
}

function open(owner: SecretOwner, row: LiveSecret): OpenSecret {
  return toOpen(owner, row, unsealValue(bindingOf(owner, row), row))
}

function tryOpen(owner: SecretOwner, row: LiveSecret): OpenSecret[] {
  const secret = tryUnsealValue(bindingOf(owner, row), row)
  return secret === undefined ? [] : [toOpen(owner, row, secret)]
}

function toOpen({ kind }: SecretOwner, row: LiveSecret, secret: string): OpenSecret {
  const { id, version, endpoint, fingerprint, lastUsedAt } = row
  return { kind, id, version, endpoint, fingerprint, lastUsedAt, secret }
}

function bindingOf({ kind, ownerId }: SecretOwner, { version }: { version: number }): Binding {
  return { owner: ownerId, version, purpose: secretTables[kind].purpose }
}
