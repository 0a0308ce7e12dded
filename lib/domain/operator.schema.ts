import { z } from 'zod'
import { inviteInput, joinInput } from '@/lib/domain/accounts.schema'

const { email } = inviteInput.shape
const { name } = joinInput.shape

export const createTeamInput = z.object({ team: name, email, name })
export type CreateTeamInput = z.infer<typeof createTeamInput>

export const createReviewerInput = z.object({ email, name })
export type CreateReviewerInput = z.infer<typeof createReviewerInput>

export const issueResetInput = z.object({ email })
export type IssueResetInput = z.infer<typeof issueResetInput>
