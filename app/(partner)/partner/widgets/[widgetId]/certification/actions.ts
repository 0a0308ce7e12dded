'use server'

import { revalidatePath } from 'next/cache'
import { attest, startCertification } from '@/lib/domain/certifications'
import { attestInput, startCertificationInput } from '@/lib/domain/certifications.schema'
import { checkOrigin } from '@/lib/domain/origin-proofs'
import { checkOriginInput } from '@/lib/domain/origin-proofs.schema'
import { createSandboxSecret } from '@/lib/domain/sandbox-secrets'
import { widgetInput } from '@/lib/domain/widgets.schema'
import { callAction, formAction } from '@/lib/http/action'

export const startCertificationAction = callAction(widgetInput, async (actor, input) => {
  const started = await startCertification(actor, input)
  revalidatePath(`/partner/widgets/${input.widgetId}`, 'layout')
  return started
})

export const startWithOptionsAction = formAction(startCertificationInput, async (actor, input) => {
  const started = await startCertification(actor, input)
  revalidatePath(`/partner/widgets/${input.widgetId}`, 'layout')
  return started
})

export const checkOriginAction = callAction(checkOriginInput, async (actor, input) => {
  const checked = await checkOrigin(actor, input)
  revalidatePath(`/partner/widgets/${input.widgetId}`, 'layout')
  return checked
})

export const attestAction = callAction(attestInput, async (actor, input) => {
  await attest(actor, input)
  revalidatePath(`/partner/widgets/${input.widgetId}`, 'layout')
  return { attested: input.attest }
})

// Its answer holds a secret: the page is not rendered again with it, only the one who asked gets it.
export const createSandboxSecretAction = callAction(widgetInput, (actor, input) =>
  createSandboxSecret(actor, input),
)
