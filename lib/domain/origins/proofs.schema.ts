import { z } from 'zod'

export const proofPath = '/.well-known/framegate-verification.txt'
export const proofHeader = 'framegate-verification'
export const proofDays = 30

export const checkOriginInput = z.object({ widgetId: z.string().max(64), origin: z.string().max(300) })

/** An origin that a widget names and its partner has to prove, with what to serve there. */
export type OriginState = {
  origin: string
  /** Null without a master key to derive it from. */
  token: string | null
  isProven: boolean
  provenAt: Date | null
  endsAt: Date | null
  checkedAt: Date | null
  /** Why the last check proved nothing. */
  failure: string | null
}
