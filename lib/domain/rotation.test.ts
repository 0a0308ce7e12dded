import { expect, test } from 'vitest'
import { stageSecret } from '@/lib/domain/rotation'
import { approvedWidget, createPartner } from '@/test/factories'
import { codeOf } from '@/test/refusals'

test('stages', async () => {
  const { owner } = await createPartner()
  const other = await createPartner()
  const { widgetId } = await approvedWidget(owner)
  expect(await stageSecret(owner, { widgetId })).toMatchObject({ version: 2 })
  expect(await codeOf(stageSecret(other.owner, { widgetId }))).toBe('not_found')
})
