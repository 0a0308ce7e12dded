'use server'

import { revalidatePath } from 'next/cache'
import { attest, startCertification } from '@/lib/domain/certification/certifications'
import { attestInput, startCertificationInput } from '@/lib/domain/certification/certifications.schema'
import { attachSelfRunInput } from '@/lib/domain/certification/self-run.schema'
import { attachSelfRun } from '@/lib/domain/certification/self-runs'
import { checkOriginInput } from '@/lib/domain/origins/proofs.schema'
import { checkOrigin } from '@/lib/domain/widgets/origin-proofs'
import { createSandboxSecret } from '@/lib/domain/widgets/sandbox-secret'
import { widgetInput } from '@/lib/domain/widgets/widgets.schema'
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

export const attachSelfRunAction = callAction(attachSelfRunInput, async (actor, input) => {
  const attached = await attachSelfRun(actor, input)
  revalidatePath(`/partner/widgets/${input.widgetId}`, 'layout')
  return attached
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

// The response holds a secret, so the page isn't rendered again with it.
export const createSandboxSecretAction = callAction(widgetInput, (actor, input) =>
  createSandboxSecret(actor, input),
)
