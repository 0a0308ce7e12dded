import { describe, expect, test } from 'vitest'
import {
  type Actor,
  hasPermission,
  type Permission,
  permissions,
  type Role,
  requirePartner,
  requirePermission,
  requireReviewer,
  requireTeam,
  roles,
} from '@/lib/auth/permissions'
import { codeOf } from '@/test/refusals'

const person = { userId: 'u', email: 'a@example.com', name: 'A', organisation: 'O', singleKeys: true }
const all = Object.keys(permissions) as Permission[]

function actorOf(role: Role): Actor {
  switch (role) {
    case 'owner':
    case 'developer':
    case 'qa':
      return { ...person, kind: 'partner', role, partnerId: 'prt_1' }
    case 'admin':
    case 'agent':
      return { ...person, kind: 'team', role, teamId: 't', mayInstall: false }
    case 'reviewer':
      return { ...person, kind: 'reviewer', role }
  }
}

test('each role may do exactly this', () => {
  const table = Object.fromEntries(
    roles.map((role) => [role, all.filter((permission) => hasPermission(actorOf(role), permission))]),
  )
  expect(table).toEqual({
    owner: [
      'widget.read',
      'widget.create',
      'widget.update',
      'widget.submit',
      'widget.stop',
      'testing.request',
      'secret.read',
      'secret.rotate',
      'secret.emergency_revoke',
      'postback.replay',
      'certification.read',
      'certification.run',
      'certification.attest',
      'sandbox.use',
      'sandbox.sign_live',
      'api_key.manage',
      'member.read',
      'member.manage',
      'audit.read',
      'account.update',
    ],
    developer: [
      'widget.read',
      'widget.create',
      'widget.update',
      'widget.submit',
      'testing.request',
      'secret.read',
      'secret.rotate',
      'secret.emergency_revoke',
      'postback.replay',
      'certification.read',
      'certification.run',
      'certification.attest',
      'sandbox.use',
      'sandbox.sign_live',
      'member.read',
      'audit.read',
      'account.update',
    ],
    qa: [
      'widget.read',
      'certification.read',
      'certification.run',
      'sandbox.use',
      'member.read',
      'account.update',
    ],
    admin: [
      'testing.answer',
      'installation.read',
      'installation.switch',
      'installation.manage',
      'location.manage',
      'record.read',
      'record.write',
      'record.erase',
      'record.import',
      'record.export',
      'launch.open',
      'connector.read',
      'connector.manage',
      'webhook.manage',
      'embed.manage',
      'api_key.manage',
      'member.read',
      'member.manage',
      'audit.read',
      'account.update',
    ],
    agent: [
      'installation.read',
      'record.read',
      'record.write',
      'launch.open',
      'member.read',
      'account.update',
    ],
    reviewer: [
      'api_key.manage',
      'review.read',
      'review.decide',
      'widget.suspend',
      'member.read',
      'audit.read',
      'account.update',
    ],
  })
})

test('a grant to install lets an agent install and switch, and nothing else', () => {
  const agent = actorOf('agent')
  const trusted = { ...agent, mayInstall: true } as Actor
  expect(
    all.filter((permission) => hasPermission(trusted, permission) && !hasPermission(agent, permission)),
  ).toEqual(['installation.switch'])
})

describe('requirePermission', () => {
  test.each(all)('sends nobody to sign in and refuses a role that never may: %s', async (permission) => {
    expect(await codeOf(() => requirePermission({ kind: 'anonymous' }, permission))).toBe('unauthenticated')
    for (const role of roles) {
      const actor = actorOf(role)
      if (hasPermission(actor, permission)) expect(requirePermission(actor, permission)).toBe(actor)
      else expect(await codeOf(() => requirePermission(actor, permission))).toBe('forbidden')
    }
  })

  test('a permission that several kinds share does not let one act as another', async () => {
    for (const role of roles) {
      const actor = actorOf(role)
      const isAllowed = (kind: string) => (actor.kind === kind ? /^not refused/ : /^forbidden$/)
      expect(await codeOf(() => requirePartner(actor, 'member.read'))).toMatch(isAllowed('partner'))
      expect(await codeOf(() => requireTeam(actor, 'member.read'))).toMatch(isAllowed('team'))
      expect(await codeOf(() => requireReviewer(actor, 'member.read'))).toMatch(isAllowed('reviewer'))
    }
  })
})
