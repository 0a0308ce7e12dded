import { z } from 'zod'
import { inviteInput, joinInput } from '@/lib/domain/accounts/accounts.schema'

const { email } = inviteInput.shape
const { name } = joinInput.shape

export const createTeamInput = z.object({ team: name, email, name })
export type CreateTeamInput = z.infer<typeof createTeamInput>

export const createReviewerInput = z.object({ email, name })
export type CreateReviewerInput = z.infer<typeof createReviewerInput>

/** The name of the organisation, where an address has an account in several. */
const organisation = name.optional()

export const issueResetInput = z.object({ email, organisation })
export const removeReviewerInput = z.object({ email })
export type IssueResetInput = z.infer<typeof issueResetInput>
