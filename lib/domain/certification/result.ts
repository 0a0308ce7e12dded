import type { CheckOutcome } from '@/lib/domain/certification/checks.schema'
import type { Case } from '@/lib/domain/certification/plan-cases'
import type { Exchange } from '@/lib/domain/certification/send-launch'

/** A case with what came of it; null if the run ended before it was sent. */
export type Result = { case: Case; exchange: Exchange | null }

/** The result of one check. `exchange` is the one that decides it, if one does. */
export type Grade = { outcome: CheckOutcome; detail: string; exchange?: Exchange | undefined }
