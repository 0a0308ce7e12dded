import { type Actor, hasPermission, requireTeam } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import type { SaveEmbedInput } from '@/lib/domain/embed/embed.schema'
import { requireEmbedOrigins } from '@/lib/domain/embed/origins'
import { type PinnedScript, readPinnedScript } from '@/lib/domain/embed/scripts'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { databaseNow } from '@/lib/server/database-clock'
import { db, inTransaction } from '@/lib/server/db'
import { env } from '@/lib/server/env'

type Embed = { id: string; origins: string[] }

const embedSelect = { id: true, origins: true } as const

/** The team's embed, or null before its origins were first saved. */
export function findEmbed(actor: Actor): Promise<Embed | null> {
  const { teamId } = requireTeam(actor, 'embed.manage')
  return db().embed.findUnique({ where: { teamId }, select: embedSelect })
}

/** What an admin sets, the address of the portal that their pages name, and the script that they may pin. */
export async function getEmbedSettings(
  actor: Actor,
): Promise<{ embed: Embed | null; portalOrigin: string; script: PinnedScript }> {
  const [embed, script] = await Promise.all([findEmbed(actor), readPinnedScript()])
  return { embed, portalOrigin: env().PORTAL_ORIGIN, script }
}

/** @throws AppError not_found before its origins were first saved */
export async function getEmbed(actor: Actor): Promise<Embed> {
  const embed = await findEmbed(actor)
  if (embed) return embed
  throw new AppError('not_found', 'This team has no embed yet. Set its origins first.')
}

/**
 * Says which origins may embed; the first time it also makes the public id. An origin that is taken away embeds no more from now on.
 * @throws AppError invalid_input
 */
export async function saveEmbed(actor: Actor, input: SaveEmbedInput, now = databaseNow()): Promise<Embed> {
  const team = requireTeam(actor, 'embed.manage')
  const { teamId } = team
  const origins = requireEmbedOrigins(input.origins)
  return inTransaction(async (tx) => {
    // Two that save first at the same time make one.
    await tx.$queryRaw`SELECT 1 FROM "Team" WHERE "id" = ${teamId}::uuid FOR NO KEY UPDATE`
    const before = await tx.embed.findUnique({ where: { teamId }, select: embedSelect })
    if (before && JSON.stringify(before.origins) === JSON.stringify(origins)) return before
    const embed = before
      ? await tx.embed.update({ where: { id: before.id }, data: { origins }, select: embedSelect })
      : await tx.embed.create({
          data: { id: newId('emb'), teamId, origins, createdAt: now },
          select: embedSelect,
        })
    await recordAudit(tx, team, {
      action: before ? 'embed.updated' : 'embed.created',
      subject: { type: 'embed', id: embed.id, name: 'Embedding' },
      teamId,
      data: { origins },
      at: now,
    })
    return embed
  })
}

/** Which origins may frame this embed, for anybody: it is in a header that every browser reads. None for an id that nobody has. */
export async function readEmbedOrigins(embedId: string): Promise<string[]> {
  return (await readEmbed(embedId))?.origins ?? []
}

/**
 * The same for a page of the portal itself that frames it: there it is the test page of the team's admins, and that alone. For everybody else
 * it is as if the portal were any page.
 */
export async function readOriginsForPortal(actor: Actor, embedId: string): Promise<string[]> {
  const embed = await readEmbed(embedId)
  const isOn = embed !== null && embed.origins.length > 0
  const mayTest =
    isOn && actor.kind === 'team' && hasPermission(actor, 'embed.manage') && actor.teamId === embed.teamId
  return mayTest ? [env().PORTAL_ORIGIN] : (embed?.origins ?? [])
}

function readEmbed(embedId: string) {
  return db().embed.findUnique({ where: { id: embedId }, select: { teamId: true, origins: true } })
}
