import { z } from 'zod'
import { contentHash } from '@/lib/domain/widgets/widgets.schema'

const email = z
  .string({ error: 'Enter an email address.' })
  .trim()
  .toLowerCase()
  .max(254, 'Use at most 254 characters.')
  .pipe(z.email('Enter an email address such as name@company.com.'))

/** 12 characters is the floor; argon2 gets no more than 256 to chew on. */
const password = z
  .string({ error: 'Enter a password.' })
  .min(12, 'Use at least 12 characters. A sentence is easiest to remember.')
  .max(256, 'Use at most 256 characters.')

const name = z
  .string({ error: 'Enter a name.' })
  .trim()
  .min(1, 'Enter a name.')
  .max(80, 'Use at most 80 characters.')
  .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]+$/u, 'Remove control characters and line breaks.')

const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'This link is incomplete. Copy the whole link.')

export const signInInput = z.object({ email: z.string().max(254), password: z.string().max(256) })

export const signUpInput = z.object({ email, password, organisation: name, name: name.optional() })
export type SignUpInput = z.infer<typeof signUpInput>

export const joinInput = z.object({
  token,
  name,
  password,
  /** Of the invitation as the page showed it. */
  contentHash: contentHash.optional(),
})
export type JoinInput = z.infer<typeof joinInput>

export const resetPasswordInput = z.object({ token, password })

export const changePasswordInput = z.object({
  current: z.string({ error: 'Enter your current password.' }).min(1).max(256),
  password,
})

export const updateAccountInput = z.object({
  name,
  singleKeys: z
    .string()
    .optional()
    .transform((value) => value === 'on'),
})

export const memberRoles = ['owner', 'developer', 'qa', 'admin', 'agent'] as const

export const inviteInput = z.object({ email, role: z.enum(memberRoles, 'Choose a role.') })
export type InviteInput = z.infer<typeof inviteInput>

export const memberInput = z.object({ userId: z.string().max(64) })
export const removeMemberInput = z.object({
  userId: z.string().max(64),
  /** Of the keys that the member made, those that go on under the remover’s name. */
  keepKeys: z.array(z.string().max(64)).max(50).default([]),
})
export const sessionInput = z.object({ sessionId: z.string().max(64) })
export const changeRoleInput = z.object({ userId: z.string().max(64), role: z.enum(memberRoles) })
export const installGrantInput = z.object({ userId: z.string().max(64), mayInstall: z.boolean() })
export const invitationInput = z.object({ invitationId: z.string().max(64) })
