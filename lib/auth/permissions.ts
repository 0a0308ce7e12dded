import { AppError } from '@/lib/errors'

export const roles = ['owner', 'developer', 'qa', 'admin', 'agent', 'reviewer'] as const
export type Role = (typeof roles)[number]

/** Who may do what. Ownership comes on top: a role only ever acts within its own organisation. */
export const permissions = {
  //                          partner                       team                platform
  'widget.read': ['owner', 'developer', 'qa'],
  'widget.create': ['owner', 'developer'],
  'widget.update': ['owner', 'developer'],
  'widget.submit': ['owner', 'developer'],
  'widget.stop': ['owner'],
  'testing.request': ['owner', 'developer'],
  'secret.read': ['owner', 'developer'],
  'secret.rotate': ['owner', 'developer'],
  'secret.emergency_revoke': ['owner', 'developer'],
  'postback.replay': ['owner', 'developer'],
  'certification.read': ['owner', 'developer', 'qa'],
  'certification.run': ['owner', 'developer', 'qa'],
  'certification.attest': ['owner', 'developer'],
  'sandbox.use': ['owner', 'developer', 'qa'],
  'sandbox.sign_live': ['owner', 'developer'],
  'testing.answer': ['admin'],
  'installation.read': ['admin', 'agent'],
  'installation.switch': ['admin'],
  'installation.manage': ['admin'],
  'location.manage': ['admin'],
  'record.read': ['admin', 'agent'],
  'record.write': ['admin', 'agent'],
  'record.erase': ['admin'],
  'record.import': ['admin'],
  'record.export': ['admin'],
  'launch.open': ['admin', 'agent'],
  'connector.read': ['admin'],
  'connector.manage': ['admin'],
  'webhook.manage': ['admin'],
  'embed.manage': ['admin'],
  'api_key.manage': ['owner', 'admin', 'reviewer'],
  'review.read': ['reviewer'],
  'review.decide': ['reviewer'],
  'widget.suspend': ['reviewer'],
  'member.read': ['owner', 'developer', 'qa', 'admin', 'agent', 'reviewer'],
  'member.manage': ['owner', 'admin'],
  'audit.read': ['owner', 'developer', 'admin', 'reviewer'],
  'account.update': ['owner', 'developer', 'qa', 'admin', 'agent', 'reviewer'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions

/** What an admin may grant to further members of the team, one by one. */
const granted: readonly Permission[] = ['installation.switch']

export const roleLabels: Record<Role, string> = {
  owner: 'Owner',
  developer: 'Developer',
  qa: 'QA',
  admin: 'Team admin',
  agent: 'Agent',
  reviewer: 'Reviewer',
}

type Person = { userId: string; email: string; name: string; organisation: string; singleKeys: boolean }
export type PartnerActor = Person & { kind: 'partner'; role: 'owner' | 'developer' | 'qa'; partnerId: string }
export type TeamActor = Person & {
  kind: 'team'
  role: 'admin' | 'agent'
  teamId: string
  /** Whether an admin granted this member to install and enable widgets. */
  mayInstall: boolean
  /** Of a launch's token: the one record that it reads, or none. Left out for callers that may read the whole team's. */
  onlyRecordId?: string | null
}
export type ReviewerActor = Person & { kind: 'reviewer'; role: 'reviewer' }
export type MemberActor = PartnerActor | TeamActor | ReviewerActor
export type Actor = MemberActor | { kind: 'anonymous' }

/**
 * A user of a team's own CRM, in whose pages the tabs are. It is not one of the actors: no function that takes an actor takes it, so it can
 * do only what `lib/domain/embed` has for it.
 */
export type EmbeddedActor = {
  kind: 'embedded'
  sessionId: string
  embedId: string
  teamId: string
  organisation: string
  /** As the CRM names them. */
  user: { id: string; email: string; name: string }
  /** The member of the team with that email. */
  member: TeamActor | null
  /** For whom launches are kept where there is no such member: who let the session begin. */
  startedById: string
  /** Those of the session that the embed still has. */
  origins: string[]
  /** The one of them that this call names. */
  host: string
  expiresAt: Date
}

export function hasPermission(actor: Actor, permission: Permission): boolean {
  if (actor.kind === 'anonymous') return false
  if ((permissions[permission] as readonly Role[]).includes(actor.role)) return true
  return actor.kind === 'team' && actor.mayInstall && granted.includes(permission)
}

/** @throws AppError `unauthenticated` for nobody, `forbidden` for a role that never may. */
export function requirePermission(actor: Actor, permission: Permission): MemberActor {
  if (actor.kind === 'anonymous') throw new AppError('unauthenticated', 'Sign in to do this.')
  if (hasPermission(actor, permission)) return actor
  throw new AppError('forbidden', `Your role, ${roleLabels[actor.role]}, does not allow this.`)
}

export function requirePartner(actor: Actor, permission: Permission): PartnerActor {
  const member = requirePermission(actor, permission)
  if (member.kind !== 'partner') throw new AppError('forbidden', 'Only members of a partner can do this.')
  return member
}

export function requireTeam(actor: Actor, permission: Permission): TeamActor {
  const member = requirePermission(actor, permission)
  if (member.kind !== 'team') throw new AppError('forbidden', 'Only members of a team can do this.')
  return member
}

export function requireReviewer(actor: Actor, permission: Permission): ReviewerActor {
  const member = requirePermission(actor, permission)
  if (member.kind !== 'reviewer') throw new AppError('forbidden', 'Only platform reviewers can do this.')
  return member
}
