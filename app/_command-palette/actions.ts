'use server'

import { quickSearch } from '@/lib/domain/quick-search/quick-search'
import { quickSearchInput } from '@/lib/domain/quick-search/quick-search.schema'
import { callAction } from '@/lib/http/action'

export const quickSearchAction = callAction(quickSearchInput, (actor, input) => quickSearch(actor, input))
