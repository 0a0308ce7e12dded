'use server'

import { acceptTestLink } from '@/lib/domain/review/test-links'
import { acceptTestLinkInput } from '@/lib/domain/widgets/widgets.schema'
import { callAction } from '@/lib/http/action'

export const acceptTestLinkAction = callAction(acceptTestLinkInput, acceptTestLink)
