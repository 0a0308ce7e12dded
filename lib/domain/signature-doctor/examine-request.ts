import type { WidgetProtocol } from '@/lib/domain/placements.schema'
import type { Patient } from '@/lib/domain/signature-doctor/examine'
import { examineMarketplace } from '@/lib/domain/signature-doctor/examine-marketplace'
import { examineSalesloft } from '@/lib/domain/signature-doctor/examine-salesloft'
import { examineShowpad } from '@/lib/domain/signature-doctor/examine-showpad'
import { examineSocialSignin } from '@/lib/domain/signature-doctor/examine-social-signin'
import { examineSureSend } from '@/lib/domain/signature-doctor/examine-sure-send'
import { readPasted } from '@/lib/domain/signature-doctor/read-pasted'
import type { DoctorSecret } from '@/lib/domain/signature-doctor/search-signature'
import { type Clock, createWorkBudget } from '@/lib/domain/signature-doctor/work-budget'
import type { Diagnosis } from '@/lib/domain/signature-doctor.schema'

/** Which mistake was made with a request of a protocol, or that there is none. Pure: nothing is kept and nothing is called. */
export async function examineRequest(input: {
  protocol: WidgetProtocol
  pasted: string
  ownSignature?: string | undefined
  secrets: readonly DoctorSecret[]
  now: Date
  clock?: Clock
}): Promise<Diagnosis> {
  const { protocol, pasted, ownSignature, secrets, now } = input
  const budget = createWorkBudget(input.clock)
  const patient: Patient = { ...readPasted(pasted), ownSignature, secrets, now, budget }
  switch (protocol) {
    case 'sure-send':
      return examineSureSend(patient)
    case 'social-signin':
      return examineSocialSignin(patient)
    case 'salesloft':
      return examineSalesloft(patient)
    case 'showpad':
      return examineShowpad(patient)
    case 'marketplace':
      return examineMarketplace(patient)
  }
}
