'use server'

import { findJumps } from '@/lib/domain/quick-search/quick-search'
import { findJumpsInput } from '@/lib/domain/quick-search/quick-search.schema'
import { callAction } from '@/lib/http/action'

export const findJumpsAction = callAction(findJumpsInput, (actor, input) => findJumps(actor, input))
