'use server'

import { logToPartner, searchPartner } from '@/lib/domain/partner-search/partner-search'
import { logToPartnerInput, searchPartnerInput } from '@/lib/domain/partner-search/partner-search.schema'
import { callAction } from '@/lib/http/action'

export const searchPartnerAction = callAction(searchPartnerInput, (actor, input) =>
  searchPartner(actor, input),
)

export const logToPartnerAction = callAction(logToPartnerInput, (actor, input) => logToPartner(actor, input))
