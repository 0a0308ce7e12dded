'use server'

import { revalidatePath } from 'next/cache'
import { readManifest } from '@/lib/domain/api/manifest'
import { readManifestInput } from '@/lib/domain/api/manifest.schema'
import { probeStaged } from '@/lib/domain/probes/probes'
import { setStopped, submitVersion, withdrawVersion } from '@/lib/domain/review/submissions'
import { endTestingAsPartner, requestTesting } from '@/lib/domain/review/team-testing'
import { createTestLink } from '@/lib/domain/review/test-links'
import {
  emergencyRevokeInput,
  extendGraceInput,
  promoteSecretInput,
  revokeSecretInput,
  stageSecretInput,
} from '@/lib/domain/secrets/secrets.schema'
import { archiveWidget, restoreWidget } from '@/lib/domain/widgets/archive'
import { deleteDraft } from '@/lib/domain/widgets/delete-draft'
import { renewClientSecret } from '@/lib/domain/widgets/oauth-client'
import {
  discardStaged,
  extendGrace,
  promoteSecret,
  revokeInEmergency,
  revokeRetiring,
  rollBack,
  stageSecret,
} from '@/lib/domain/widgets/rotation'
import { createWidget, discardChange, refusedAddresses, updateWidget } from '@/lib/domain/widgets/widgets'
import {
  createWidgetInput,
  reasonedInput,
  requestTestingInput,
  submitVersionInput,
  updateWidgetInput,
  widgetInput,
} from '@/lib/domain/widgets/widgets.schema'
import { callAction, formAction } from '@/lib/http/action'
import type { Done } from '@/lib/http/form-state.schema'

export const createWidgetAction = formAction(
  createWidgetInput,
  (actor, input) => createWidget(actor, input),
  undefined,
  refusedAddresses,
)

export const updateWidgetAction = formAction(
  updateWidgetInput,
  (actor, input) => updateWidget(actor, input),
  ({ widgetId }) => `/partner/widgets/${widgetId}`,
  refusedAddresses,
)

/** Saves nothing. Its result fills in the form. */
export const readManifestAction = callAction(readManifestInput, readManifest)

export const deleteDraftAction = callAction(widgetInput, async (actor, input): Promise<Done> => {
  await deleteDraft(actor, input)
  revalidatePath('/partner/widgets')
  return { done: true }
})

export const submitVersionAction = formAction(submitVersionInput, shown(submitVersion))
export const withdrawVersionAction = callAction(widgetInput, shown(withdrawVersion))
export const discardChangeAction = callAction(widgetInput, shown(discardChange))

export const requestTestingAction = formAction(requestTestingInput, shown(requestTesting))
/** Only this response has the link, so the page isn't rendered again with it. */
export const createTestLinkAction = callAction(widgetInput, (actor, input) => createTestLink(actor, input))
export const endTestingAction = callAction(widgetInput, shown(endTestingAsPartner))

export const stopWidgetAction = callAction(
  reasonedInput,
  shown((actor, input: { widgetId: string; reason: string }) => setStopped(actor, { ...input, stop: true })),
)
export const resumeWidgetAction = callAction(
  widgetInput,
  shown((actor, input: { widgetId: string }) => setStopped(actor, { ...input, stop: false })),
)

export const archiveWidgetAction = callAction(reasonedInput, shown(archiveWidget))
export const restoreWidgetAction = callAction(widgetInput, shown(restoreWidget))

// These responses hold a secret, so the page isn't rendered again with them.
export const stageSecretAction = callAction(stageSecretInput, (actor, input) => stageSecret(actor, input))
export const renewClientSecretAction = callAction(widgetInput, (actor, input) =>
  renewClientSecret(actor, input),
)
export const revokeInEmergencyAction = formAction(emergencyRevokeInput, (actor, input) =>
  revokeInEmergency(actor, input),
)

export const discardStagedAction = callAction(stageSecretInput, shown(discardStaged))
export const probeStagedAction = callAction(stageSecretInput, shown(probeStaged))
export const promoteSecretAction = formAction(promoteSecretInput, shown(promoteSecret))
export const rollBackAction = callAction(stageSecretInput, shown(rollBack))
export const extendGraceAction = formAction(extendGraceInput, shown(extendGrace))
export const revokeRetiringAction = callAction(revokeSecretInput, shown(revokeRetiring))

/** Shows the change on the widget's pages. */
function shown<Actor, Input extends { widgetId: string }>(
  run: (actor: Actor, input: Input) => Promise<unknown>,
) {
  return async (actor: Actor, input: Input): Promise<Done> => {
    await run(actor, input)
    revalidatePath(`/partner/widgets/${input.widgetId}`, 'layout')
    return { done: true }
  }
}
