import { z } from 'zod'

/** Everything that is written to the audit log, with the words for it. */
export const auditActions = {
  'partner.signed_up': 'signed up',
  'member.invited': 'invited a member',
  'member.invitation_withdrawn': 'withdrew an invitation',
  'member.joined': 'joined',
  'member.role_changed': 'changed a role',
  'member.removed': 'removed a member',
  'member.install_granted': 'allowed a member to install widgets',
  'member.install_withdrawn': 'no longer allows a member to install widgets',
  'member.marketplace_updated': 'changed the marketplace IDs of a member',
  'account.password_changed': 'changed their password',
  'account.reset_issued': 'issued a password reset link',
  'account.password_reset': 'reset their password',
  'account.updated': 'changed their settings',
  'account.sessions_ended': 'ended sessions of their account',
  'team.created': 'created a team',
  'widget.created': 'registered a widget',
  'widget.updated': 'edited a widget',
  'widget.change_discarded': 'discarded a change',
  'widget.deleted': 'deleted a draft',
  'widget.submitted': 'submitted a widget for review',
  'widget.withdrawn': 'withdrew a widget from review',
  'widget.approved': 'approved a widget',
  'widget.returned': 'returned a widget',
  'widget.suspended': 'suspended a widget',
  'widget.reinstated': 'reinstated a widget',
  'widget.stopped': 'stopped every launch',
  'widget.resumed': 'allowed launches again',
  'widget.archived': 'archived a widget',
  'widget.restored': 'restored a widget',
  'widget.origin_proven': 'proved an origin',
  'testing.requested': 'asked a team to test',
  'testing.link_created': 'created a test link',
  'testing.accepted': 'accepted a test',
  'testing.declined': 'declined a test',
  'testing.ended': 'ended a test',
  'testing.change_offered': 'asked to test a changed version',
  'testing.change_accepted': 'accepted a changed version for testing',
  'testing.version_updated': 'edited a version in testing',
  'testing.version_returned': 'paused a test because reviewers returned the version',
  'installation.switched_on': 'enabled a widget',
  'installation.switched_off': 'disabled a widget',
  'installation.placement_withdrawn': 'withdrew a placement',
  'installation.installed': 'installed a widget',
  'installation.uninstalled': 'uninstalled a widget',
  'installation.connected': 'connected a widget',
  'installation.secret_created': 'set a widget’s secret for the team',
  'installation.secret_staged': 'staged a widget’s secret for the team',
  'installation.secret_promoted': 'promoted a widget’s secret for the team',
  'installation.secret_discarded': 'cancelled the rotation of a widget’s secret for the team',
  'installation.secret_revoked': 'revoked a widget’s secret of the team',
  'grant.created': 'gave a partner access',
  'grant.revoked': 'revoked a partner’s access',
  'grant.reuse_detected': 'revoked a partner’s access because a token was used twice',
  'client.secret_renewed': 'renewed a client secret',
  'launch.html_inserted': 'inserted a widget’s text into an email',
  'launch.action_completed': 'completed a step from a widget',
  'step.completed': 'completed a step',
  'step.reopened': 'reopened a step',
  'email.saved': 'saved an email',
  'activity.sent': 'logged an activity with a partner',
  'location.created': 'added a location',
  'location.updated': 'edited a location',
  'location.deleted': 'removed a location',
  'registration.registered': 'registered for a marketplace widget',
  'registration.unregistered': 'unregistered from a marketplace widget',
  'postback.disabled': 'stopped postbacks',
  'postback.enabled': 'allowed postbacks again',
  'postback.failed': 'gave up on a postback',
  'postback.replayed': 'sent postbacks again',
  'certification.started': 'started a certification',
  'certification.self_run_attached': 'attached a self-run report',
  'certification.attested': 'attested a check',
  'certification.attestation_withdrawn': 'withdrew an attestation',
  'certification.failing': 'found that the approved version fails its certification',
  'certification.diverged': 'found a launch answered differently from its certification',
  'certification.escalated': 'reported to reviewers that the approved version still fails its certification',
  'certification.recovered': 'found that the approved version passes its certification again',
  'secret.created': 'created the secret',
  'secret.sandbox_created': 'created a sandbox secret',
  'secret.sandbox_signed_live': 'used the live secret in the sandbox to sign custom content',
  'secret.staged': 'staged a secret',
  'secret.discarded': 'cancelled a rotation',
  'secret.probed': 'probed a secret',
  'secret.promoted': 'promoted a secret',
  'secret.rolled_back': 'rolled back to the previous secret',
  'secret.grace_extended': 'extended the grace period',
  'secret.revoked': 'revoked a secret',
  'secret.emergency_revoked': 'revoked a secret immediately',
  'api_key.created': 'created an API key',
  'api_key.revoked': 'revoked an API key',
  'api_key.taken_over': 'took over an API key',
  'connector.created': 'set up a connector',
  'connector.updated': 'edited a connector',
  'connector.enabled': 'enabled a connector',
  'connector.disabled': 'disabled a connector',
  'connector.deleted': 'deleted a connector',
  'connector.connected': 'connected a connector',
  'connector.disconnected': 'disconnected a connector',
  'connector.frame_secret_parted': 'gave a connector’s frame its own secret',
  'connector.frame_secret_joined': 'returned a connector to one secret',
  'connector.postback_key_renewed': 'renewed the postback key',
  'connector.secret_rotated': 'rotated a connector’s secret',
  'connector.secret_revoked': 'revoked a connector’s secret',
} as const

export type AuditAction = keyof typeof auditActions

export const auditGroups = {
  widget: 'Widgets',
  certification: 'Certification',
  testing: 'Testing',
  installation: 'Placements',
  secret: 'Secrets',
  grant: 'Partners’ access',
  location: 'Locations',
  registration: 'Registrations',
  postback: 'Postbacks',
  connector: 'Connectors',
  api_key: 'API keys',
  member: 'Members',
  account: 'Accounts',
} as const

export type AuditGroup = keyof typeof auditGroups

// PostgreSQL knows no year 0.
const day = z.iso
  .date()
  .refine((value) => value >= '1970-01-01')
  .transform((value) => new Date(`${value}T00:00:00Z`))

/** Filters of the audit page; anything malformed is left out rather than refused, since they come from a URL. */
export const listAuditInput = z.object({
  action: z
    .enum(Object.keys(auditGroups) as [AuditGroup, ...AuditGroup[]])
    .optional()
    .catch(undefined),
  actor: z.string().trim().max(100).optional().catch(undefined),
  subject: z.string().max(64).optional().catch(undefined),
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .catch(undefined),
})
export type ListAuditInput = z.infer<typeof listAuditInput>
