import { cache } from 'react'
import { listTroubledWidgets } from '@/lib/domain/installations/widget-health'

/** Read once a request, for the navigation, the list and the head of a widget. */
export const loadTroubledWidgets = cache(listTroubledWidgets)
