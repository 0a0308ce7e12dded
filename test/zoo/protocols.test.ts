import { afterAll, describe, expect, test } from 'vitest'
import { endpointsOf } from '@/lib/domain/profiles/sample-launches'
import { certify, idsOf } from '@/test/zoo/certify'
import * as marketplace from '@/test/zoo/marketplace'
import { closeZoo, openZoo } from '@/test/zoo/open-zoo'
import * as salesloft from '@/test/zoo/salesloft'
import * as showpad from '@/test/zoo/showpad'
import * as socialSignin from '@/test/zoo/social-signin'

afterAll(closeZoo)

const active = (secret: string) => [{ label: 'active' as const, secret }]

describe('SocialSignIn: a certification fails exactly the checks of the mistake', () => {
  test.concurrent.each(Object.entries(socialSignin.socialSigninMistakes))(
    '%s',
    async (name, { mistake, failed, warned }) => {
      const origin = await openZoo(socialSignin.keepSocialSignin(mistake))
      const report = await certify({
        protocol: 'social-signin',
        urls: { search: `${origin}/search`, iframe: `${origin}/iframe` },
        secrets: active(socialSignin.zooSecret),
        // Otherwise its search tells whom to open.
        record: name === 'answers a bare list' ? { id: 7 } : {},
      })
      expect(idsOf(report, 'failed')).toEqual(failed)
      expect(idsOf(report, 'warned').filter((id) => id !== 'no-server-error')).toEqual(warned ?? [])
    },
  )

  test.concurrent('a frame without a search is asked for the id that the caller knows', async () => {
    const origin = await openZoo(socialSignin.keepSocialSignin())
    const target = { protocol: 'social-signin' as const, urls: { iframe: `${origin}/iframe` } }
    const secrets = active(socialSignin.zooSecret)
    expect(idsOf(await certify({ ...target, secrets, record: { id: 7 } }), 'failed')).toEqual([])
    expect(idsOf(await certify({ ...target, secrets }), 'failed')).toEqual(['accepts-valid'])
  })
})

describe('Salesloft: a certification fails exactly the checks of the mistake', () => {
  test.concurrent.each(Object.entries(salesloft.salesloftMistakes))(
    '%s',
    async (name, { mistake, failed, warned }) => {
      const origin = await openZoo(salesloft.keepSalesloft(mistake))
      const slots = name === 'nothing' ? endpointsOf('salesloft') : (['people_page', 'account_page'] as const)
      const urls = Object.fromEntries(slots.map((slot) => [slot, `${origin}/${slot}`]))
      const report = await certify({ protocol: 'salesloft', urls, secrets: active(salesloft.zooSecret) })
      expect(idsOf(report, 'failed')).toEqual(failed)
      expect(idsOf(report, 'warned').filter((id) => id !== 'no-server-error')).toEqual(warned ?? [])
      expect(JSON.stringify(report)).not.toContain(salesloft.zooSecret)
    },
  )
})

describe('Showpad: a certification fails exactly the checks of the mistake', () => {
  test.concurrent.each(Object.entries(showpad.showpadMistakes))(
    '%s',
    async (_, { mistake, failed, warned }) => {
      const origin = await openZoo(showpad.keepShowpad(mistake))
      const urls = { recipientsearch: `${origin}/v1/recipientsearch`, activities: `${origin}/v1/activities` }
      const report = await certify({
        protocol: 'showpad',
        urls,
        secrets: active(showpad.zooSecret),
        sendsEffects: true,
      })
      expect(idsOf(report, 'failed')).toEqual(failed)
      expect(idsOf(report, 'warned').filter((id) => id !== 'no-server-error')).toEqual(warned ?? [])
    },
  )

  test.concurrent('no activity is sent unless the caller asks for it', async () => {
    const called: string[] = []
    const keep = showpad.keepShowpad()
    const origin = await openZoo((request, response) => {
      called.push(new URL(request.url).pathname)
      return keep(request, response)
    })
    const urls = { recipientsearch: `${origin}/search`, activities: `${origin}/v1/activities` }
    const report = await certify({ protocol: 'showpad', urls, secrets: active(showpad.zooSecret) })
    expect(new Set(called)).toEqual(new Set(['/search']))
    expect(report.passed).toBe(true)
    expect(idsOf(report, 'skipped')).toEqual(expect.arrayContaining(['accepts-activity', 'repeats-activity']))
  })
})

describe('marketplace: a certification fails exactly the checks of the mistake', () => {
  test.concurrent.each(Object.entries(marketplace.encryptedMistakes))(
    'encrypted: %s',
    async (_, { mistake, failed }) => {
      const origin = await openZoo(marketplace.keepEncrypted(mistake))
      const report = await certify({
        protocol: 'marketplace',
        mode: 'encrypted',
        urls: { iframe: `${origin}/app` },
        secrets: active(marketplace.zooSecret),
        sendsEffects: true,
        postbackUrls: { location: `${origin}/postback?location={{location.id}}` },
      })
      expect(idsOf(report, 'failed')).toEqual(failed)
    },
  )

  test.concurrent.each(Object.entries(marketplace.plainMistakes))(
    'plain: %s',
    async (_, { mistake, failed }) => {
      const origin = await openZoo(marketplace.keepPlain(mistake))
      const report = await certify({
        protocol: 'marketplace',
        mode: 'plain',
        urls: { iframe: `${origin}/app?contact={{contact-id}}` },
        secrets: active(marketplace.zooSecret),
      })
      expect(idsOf(report, 'failed')).toEqual(failed)
    },
  )
})
