import { type Actor, requirePartner } from '@/lib/auth/permissions'
import { recordAudit } from '@/lib/domain/audit/events'
import { lockOwnWidget } from '@/lib/domain/widgets/widgets'
import { AppError } from '@/lib/errors'
import { databaseNow } from '@/lib/server/database-clock'
import { inTransaction, type Tx } from '@/lib/server/db'

/**
 * Deletes a widget that was never approved, with everything that hangs on it: versions, secrets, launches of tests and of the sandbox,
 * reports, links. What the audit log says of it stays, with its partner.
 * @throws AppError not_found, wrong_state for one that serves, is in review, or is tested by a team
 */
export async function deleteDraft(
  actor: Actor,
  input: { widgetId: string },
  now = databaseNow(),
): Promise<void> {
  const partner = requirePartner(actor, 'widget.create')
  await inTransaction(async (tx) => {
    const { id: widgetId, ...widget } = await lockOwnWidget(tx, partner, input.widgetId)
    const name = widget.workingVersion?.name ?? widgetId
    if (widget.servingVersion)
      throw new AppError('wrong_state', `${name} was approved and teams may use it. Archive it instead.`)
    if (widget.workingVersion?.state === 'in_review')
      throw new AppError('wrong_state', 'This version is in review. Withdraw it, then delete the widget.')
    if (widget.testState === 'accepted')
      throw new AppError(
        'wrong_state',
        'A team is testing this widget. End the test, then delete the widget.',
      )
    await deleteWhatHangsOn(tx, widgetId)
    await tx.widget.update({
      where: { id: widgetId },
      data: { workingVersionId: null, testVersionId: null },
      select: { id: true },
    })
    await tx.widgetVersion.deleteMany({ where: { widgetId } })
    await tx.widget.delete({ where: { id: widgetId }, select: { id: true } })
    await recordAudit(tx, partner, {
      action: 'widget.deleted',
      subject: { type: 'widget', id: widgetId, name },
      partnerId: partner.partnerId,
      at: now,
    })
  })
}

/** Also what a team's test left behind that has ended since. */
async function deleteWhatHangsOn(tx: Tx, widgetId: string): Promise<void> {
  const where = { widgetId }
  const ofInstallation = { installation: where }
  await tx.oAuthCode.deleteMany({ where: { OR: [{ client: where }, ofInstallation] } })
  await tx.accessToken.deleteMany({ where })
  await tx.oAuthGrant.deleteMany({ where: ofInstallation })
  await tx.oAuthClient.deleteMany({ where })
  await tx.installationSecret.deleteMany({ where: ofInstallation })
  await tx.installation.deleteMany({ where })
  await tx.postback.deleteMany({ where })
  await tx.registration.deleteMany({ where })
  await tx.partnerCall.deleteMany({ where })
  await tx.placementSwitch.deleteMany({ where })
  await tx.launch.deleteMany({ where })
  await tx.sandboxLaunch.deleteMany({ where })
  await tx.sandboxSecret.deleteMany({ where })
  await tx.certificationRun.deleteMany({ where })
  await tx.attestation.deleteMany({ where })
  await tx.testLink.deleteMany({ where })
  await tx.secret.deleteMany({ where })
}
