import { describe, expect, test } from 'vitest'
import { exportWidget, readManifest } from '@/lib/domain/api/manifest'
import { manifestLengthMax } from '@/lib/domain/api/manifest.schema'
import { createPartner, registerWidget, salesloftFields } from '@/test/factories'
import { codeOf, refusalOf } from '@/test/refusals'

describe('a widget’s file', () => {
  test('that was exported changes nothing when it is imported, and has no secret in it', async () => {
    const { owner } = await createPartner()
    for (const fields of [{}, salesloftFields]) {
      const { widgetId, secret } = await registerWidget(owner, fields)
      const { manifest } = await exportWidget(owner, { widgetId })
      const text = JSON.stringify(manifest)
      if (secret) expect(text).not.toContain(secret)
      expect(await readManifest(owner, { text, widgetId })).toEqual({ manifest, changes: [] })
    }
  })

  test('names what it would change, and changes nothing', async () => {
    const { owner } = await createPartner()
    const { widgetId } = await registerWidget(owner)
    const { manifest } = await exportWidget(owner, { widgetId })
    const text = JSON.stringify({ ...manifest, name: 'Another name' })
    const { changes } = await readManifest(owner, { text, widgetId })
    expect(changes.map(({ field, after }) => [field, after])).toEqual([['name', 'Another name']])
    expect((await exportWidget(owner, { widgetId })).manifest).toEqual(manifest)
  })

  test('that is not one is refused with its problems', async () => {
    const { owner } = await createPartner()
    const refused = (text: string) => refusalOf(() => readManifest(owner, { text }))
    expect(await refused('{')).toMatchObject({
      code: 'invalid_input',
      publicDetail: 'This file is not JSON.',
    })
    expect(await refused('[]')).toMatchObject({ code: 'invalid_input' })
    expect(await refused('{"name":"Pulse","colour":"pink"}')).toMatchObject({
      code: 'invalid_input',
      publicDetail: expect.stringContaining('colour: '),
    })
    expect(await refused(' '.repeat(manifestLengthMax + 1))).toMatchObject({ code: 'payload_too_large' })
  })

  test('is its partner’s, and its protocol stays', async () => {
    const [{ owner, qa }, stranger] = [await createPartner(), await createPartner()]
    const { widgetId } = await registerWidget(owner)
    const text = JSON.stringify((await exportWidget(qa, { widgetId })).manifest)
    expect(await codeOf(exportWidget(stranger.owner, { widgetId }))).toBe('not_found')
    expect(await codeOf(readManifest(stranger.owner, { text, widgetId }))).toBe('not_found')
    expect(await codeOf(readManifest(qa, { text, widgetId }))).toBe('forbidden')
    const other = await registerWidget(owner, salesloftFields)
    expect(await codeOf(readManifest(owner, { text, widgetId: other.widgetId }))).toBe('wrong_state')
  })
})
