import { randomUUID } from 'node:crypto'
import { type Actor, requireTeam } from '@/lib/auth/permissions'
import type { ApiCompany, ApiPerson, CreateLaunchBody } from '@/lib/domain/api/api.schema'
import { signLaunch } from '@/lib/domain/launches/launches'
import { loadSubject } from '@/lib/domain/launches/subject'
import { findOpenable } from '@/lib/domain/launches/target'
import { profileOf } from '@/lib/domain/profiles/registry'
import type { LaunchSubject } from '@/lib/domain/protocols/launch-subject'
import { databaseNow } from '@/lib/server/database-clock'
import { env } from '@/lib/server/env'

/**
 * A launch for a CRM that embeds this portal: of a stored record, of one that the call describes, or of none where the placement has
 * none. It names the user of that CRM; a marketplace widget knows its members, so there the user is one, by id or email.
 * @throws AppError as `openLaunch`
 */
export async function createApiLaunch(actor: Actor, body: CreateLaunchBody, now = databaseNow()) {
  const team = requireTeam(actor, 'launch.open')
  const target = await findOpenable(team, body, now)
  const subject =
    subjectOfCall(body, now) ??
    (await loadSubject(team, {
      placement: body.placement,
      record: body.recordId ?? null,
      isDetailed: profileOf(target.protocol).launch?.isDetailed ?? false,
    }))
  const { launchId, request, expiresAt, nonce } = await signLaunch(
    team,
    target,
    {
      placement: body.placement,
      subject,
      user: body.user,
      origin: body.origin ?? env().PORTAL_ORIGIN,
      actionId: body.actionId,
    },
    { recordId: body.recordId ?? null },
    now,
  )
  return {
    id: launchId,
    method: request.method === 'GET' ? ('GET' as const) : ('POST' as const),
    url: request.url,
    fields: request.fields,
    expiresAt: expiresAt?.toISOString() ?? null,
    ...(nonce === null ? {} : { nonce }),
  }
}

/** The call's own record in exactly the seed's shape, or undefined where it names a stored one or none. */
function subjectOfCall({ person, company }: CreateLaunchBody, now: Date): LaunchSubject | undefined {
  if (person) {
    const { id, firstName, lastName, stage, title, externalId, apiId } = person
    return {
      kind: 'person',
      person: { id, firstName, lastName, stage, ...contacts(person, now) },
      title,
      externalId,
      apiId,
      lastContactedAt: null,
      account: null,
    }
  }
  if (!company) return undefined
  const { emails: _, phones: __, externalId, apiId, ...facts } = company
  return {
    kind: 'company',
    company: { ...facts, ...contacts(company, now), addresses: [] },
    externalId,
    apiId,
    lastContactedAt: null,
  }
}

function contacts({ emails, phones }: Pick<ApiPerson | ApiCompany, 'emails' | 'phones'>, now: Date) {
  const stamp = `${now.toISOString().slice(0, 19)}Z`
  const stamps = { created_at: stamp, updated_at: stamp }
  return {
    emails: emails.map(({ id = randomUUID(), email, isPrimary }) => ({
      id,
      email,
      value: email.toLowerCase(),
      isPrimary: toBit(isPrimary),
      ...stamps,
    })),
    phones: phones.map(({ id = randomUUID(), phone, type, isPrimary }) => ({
      id,
      phone,
      type,
      isPrimary: toBit(isPrimary),
      normalized: phone.replace(/\D/g, ''),
      ...stamps,
    })),
  }
}

function toBit(flag: boolean | 0 | 1): 0 | 1 {
  return flag ? 1 : 0
}
