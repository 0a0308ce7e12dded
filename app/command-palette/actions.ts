'use server'

import { findJumps } from '@/lib/domain/jumps'
import { findJumpsInput } from '@/lib/domain/jumps.schema'
import { callAction } from '@/lib/http/action'

export const findJumpsAction = callAction(findJumpsInput, (actor, input) => findJumps(actor, input))
