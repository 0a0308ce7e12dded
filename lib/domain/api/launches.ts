import { randomUUID } from 'node:crypto'
import { type Actor, requireTeam } from '@/lib/auth/permissions'
import type { ApiCompany, ApiPerson, CreateLaunchBody } from '@/lib/domain/api/api.schema'
import { signLaunch } from '@/lib/domain/launches/launches'
import { loadSubject } from '@/lib/domain/launches/subject'
import { findOpenable } from '@/lib/domain/launches/target'
import { profileOf } from '@/lib/domain/profiles/registry'
import { type LaunchSubject, toSeconds } from '@/lib/domain/protocols/launch-subject'
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
export function subjectOfCall(
  { person, company }: Pick<CreateLaunchBody, 'person' | 'company'>,
  now: Date,
): LaunchSubject | undefined {
  if (person) {
    const { id, firstName, lastName, stage, title, externalId, apiId, lastContactedAt } = person
    return {
      kind: 'person',
      person: { id, firstName, lastName, stage, ...contacts(person, now) },
      title,
      externalId,
      apiId,
      lastContactedAt: toDate(lastContactedAt),
      account: person.company && {
        ...person.company,
        lastContactedAt: toDate(person.company.lastContactedAt),
      },
    }
  }
  if (!company) return undefined
  const { id, name, industry, website, description, companySize, annualRevenue, foundedDate } = company
  const { registrationNumber, taxId, stage, addresses, externalId, apiId, lastContactedAt } = company
  return {
    kind: 'company',
    // The members in the order of the seed's sample, since they are signed as they are written.
    company: {
      id,
      name,
      industry,
      website,
      description,
      companySize,
      annualRevenue,
      foundedDate: foundedDate === null ? null : toSeconds(new Date(foundedDate)),
      registrationNumber,
      taxId,
      stage,
      ...contacts(company, now),
      addresses: addresses.map(
        ({ id: addressId = randomUUID(), type, street, city, state, code, country, isPrimary }) => ({
          id: addressId,
          type,
          street,
          city,
          state,
          code,
          country,
          isPrimary: toBit(isPrimary),
        }),
      ),
    },
    externalId,
    apiId,
    lastContactedAt: toDate(lastContactedAt),
  }
}

function contacts({ emails, phones }: Pick<ApiPerson | ApiCompany, 'emails' | 'phones'>, now: Date) {
  return {
    emails: emails.map(({ id = randomUUID(), email, isPrimary, ...times }) => ({
      id,
      email,
      value: email.toLowerCase(),
      isPrimary: toBit(isPrimary),
      ...stampsOf(times, now),
    })),
    phones: phones.map(({ id = randomUUID(), phone, type, isPrimary, ...times }) => ({
      id,
      phone,
      type,
      isPrimary: toBit(isPrimary),
      normalized: phone.replace(/\D/g, ''),
      ...stampsOf(times, now),
    })),
  }
}

type Times = { createdAt?: string | undefined; updatedAt?: string | undefined }

/** Nothing changes before it is there: of two times, the one that is given stands for both. */
function stampsOf({ createdAt, updatedAt }: Times, now: Date) {
  const created = toDate(createdAt ?? updatedAt) ?? now
  const updated = toDate(updatedAt ?? createdAt) ?? now
  return { created_at: toSeconds(created), updated_at: toSeconds(updated) }
}

function toDate(moment: string | null | undefined): Date | null {
  return moment ? new Date(moment) : null
}

function toBit(flag: boolean | 0 | 1): 0 | 1 {
  return flag ? 1 : 0
}
