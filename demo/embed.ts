import type { MemberActor, TeamActor } from '@/lib/auth/permissions'
import { findEmbed, saveEmbed } from '@/lib/domain/embed/embeds'
import { acmeId } from './organisations'

/**
 * Lets the demo's CRM show the first team's tabs, as its admin would. An origin of an earlier port is replaced; others that somebody added,
 * or an embed that somebody turned off, stay.
 */
export async function allowDemoCrm(members: MemberActor[], widgetOrigin: string): Promise<void> {
  const admin = members.find(
    (member): member is TeamActor =>
      member.kind === 'team' && member.teamId === acmeId && member.role === 'admin',
  )
  if (!admin) return
  const embed = await findEmbed(admin)
  if (embed && (embed.origins.length === 0 || embed.origins.includes(widgetOrigin))) return
  const { hostname } = new URL(widgetOrigin)
  const others = (embed?.origins ?? []).filter((origin) => new URL(origin).hostname !== hostname)
  await saveEmbed(admin, { origins: [widgetOrigin, ...others] })
}
