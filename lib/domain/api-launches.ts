import { randomUUID } from 'node:crypto'
import { type Actor, requireTeam } from '@/lib/auth/permissions'
import type { ApiCompany, ApiPerson, CreateLaunchBody } from '@/lib/domain/api.schema'
import { buildContext } from '@/lib/domain/launch-context'
import { findOpenable, signLaunch } from '@/lib/domain/launches'
import { fiveMinutes } from '@/lib/protocols/freshness'
import type { SureSendContext } from '@/lib/protocols/sure-send'

/**
 * A launch for a CRM that embeds this portal: of a stored record, or of one that the call describes. The context names the user
 * of that CRM. @throws AppError not_found, widget_suspended, widget_stopped, secrets_unavailable
 */
export async function createApiLaunch(actor: Actor, body: CreateLaunchBody, now = new Date()) {
  const team = requireTeam(actor, 'launch.open')
  const { widgetId, version } = await findOpenable(team, body)
  const stored = body.recordId ? await buildContext(team, body.placement, body.recordId, now) : undefined
  const shared = {
    team: { id: team.teamId, name: team.organisation },
    user: body.user,
    timestamp: `${now.toISOString().slice(0, 19)}Z`,
  }
  const context = stored ? { ...stored, ...shared } : { ...shared, ...recordOf(body, now) }
  const { launchId, request } = await signLaunch(
    team,
    {
      widgetId,
      version,
      placement: body.placement,
      recordId: body.recordId ?? null,
      context: context as SureSendContext,
    },
    now,
  )
  return {
    id: launchId,
    method: request.method === 'GET' ? ('GET' as const) : ('POST' as const),
    url: request.url,
    fields: request.fields,
    expiresAt: new Date(now.getTime() + fiveMinutes.pastSeconds * 1000).toISOString(),
  }
}

/** The call's record in exactly the seed's shape. */
function recordOf({ person, company }: CreateLaunchBody, now: Date) {
  if (person) {
    const { id, firstName, lastName, stage } = person
    return { person: { id, firstName, lastName, stage, ...contacts(person, now) } }
  }
  if (!company) throw new TypeError('the schema takes one of them')
  const { emails: _, phones: __, ...facts } = company
  return { company: { ...facts, ...contacts(company, now), addresses: [] } }
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
