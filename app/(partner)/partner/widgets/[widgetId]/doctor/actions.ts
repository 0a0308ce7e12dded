'use server'

import { diagnoseRequest } from '@/lib/domain/diagnoses/diagnoses'
import { diagnoseInput } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { callAction } from '@/lib/http/action'

export const diagnoseAction = callAction(diagnoseInput, (actor, input) => diagnoseRequest(actor, input))
