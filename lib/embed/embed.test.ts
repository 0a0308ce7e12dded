import { describe, expect, test } from 'vitest'
import type { StageMessage } from '@/lib/domain/launches/launches.schema'
import { describeMissingFrame, isBlockedFrame, toOrigin } from '@/lib/embed/diagnose'
import { eventOf } from '@/lib/embed/event-of'
import { hasSubject, launchOf, type Subject } from '@/lib/embed/launch-of'
import { nextTab } from '@/lib/embed/next-tab'

const portal = 'https://portal.example.com'
const nothing: Subject = { placement: 'person', recordId: null, record: null, actionId: null }

describe('what is opened', () => {
  test('is the described record where there is one, else the stored one, in the shape of the API', () => {
    const record = { id: 'crm-9', firstName: 'Ana' }
    const launch = (subject: Partial<Subject>) => launchOf('wgt_1', { ...nothing, ...subject })
    const person = { widgetId: 'wgt_1', placement: 'person' }
    expect(launch({ recordId: 'x' })).toEqual({ ...person, recordId: 'x' })
    expect(launch({ recordId: 'x', record })).toEqual({ ...person, person: record })
    expect(launch({ placement: 'company', record })).toEqual({
      widgetId: 'wgt_1',
      placement: 'company',
      company: record,
    })
    expect(launch({ placement: 'full_page', record, recordId: 'x' })).toEqual({
      widgetId: 'wgt_1',
      placement: 'full_page',
    })
    expect(launch({ placement: 'custom_action', record, actionId: 7 })).toEqual({
      widgetId: 'wgt_1',
      placement: 'custom_action',
      person: record,
      actionId: 7,
    })
    expect(launch({ recordId: 'x', actionId: 7 })).toEqual({ ...person, recordId: 'x' })
  })

  test('needs a record, except on a full page and in an email', () => {
    const has = (placement: string, subject: Partial<Subject> = {}) =>
      hasSubject({ ...nothing, placement, ...subject })
    expect([has('person'), has('company'), has('custom_action')]).toEqual([false, false, false])
    expect([has('full_page'), has('email_editor')]).toEqual([true, true])
    expect([has('person', { recordId: 'x' }), has('person', { record: { id: 'x' } })]).toEqual([true, true])
  })
})

test('arrow keys go round the tabs, Home and End to their ends, and other keys are not the list’s', () => {
  const keys = ['ArrowRight', 'ArrowLeft', 'Home', 'End', 'Enter', 'Tab', ' ']
  expect(keys.map((key) => nextTab(key, 0, 3))).toEqual([1, 2, 0, 2, undefined, undefined, undefined])
  expect(nextTab('ArrowRight', 2, 3)).toBe(0)
  expect(nextTab('End', 0, 0)).toBeUndefined()
})

test('the page is told what happened to its widget, and not what only the stage needs', () => {
  const of = (message: StageMessage) => eventOf(message, { widgetId: 'wgt_1', launchId: 'lch_1' })
  expect(of({ type: 'framegate.shown', ms: 12 })).toEqual({
    name: 'shown',
    detail: { widgetId: 'wgt_1', launchId: 'lch_1', ms: 12 },
  })
  const report = { verdict: 'refused_framing', detail: 'It may not be framed.' } as const
  expect(of({ type: 'framegate.failed', reason: 'refused_framing', report, ms: 1 })).toEqual({
    name: 'failed',
    detail: { widgetId: 'wgt_1', reason: 'refused_framing', detail: report.detail, requestId: null },
  })
  expect(
    of({ type: 'framegate.refused', code: 'not_found', detail: 'Gone.', requestId: 'req_1' }),
  ).toMatchObject({
    name: 'failed',
    detail: { reason: 'not_found', requestId: 'req_1' },
  })
  expect(of({ type: 'framegate.html', html: '<p>x</p>' })).toMatchObject({ name: 'insert-html' })
  expect(of({ type: 'framegate.completed', actionId: 7, title: '' })).toEqual({
    name: 'completed-action',
    detail: { widgetId: 'wgt_1', actionId: 7 },
  })
  expect(of({ type: 'framegate.message_refused', detail: 'No.' })).toMatchObject({ name: 'message-refused' })
  for (const message of [
    { type: 'framegate.ignored', messages: 3 },
    { type: 'framegate.answered', ms: 3 },
  ] as const)
    expect(of(message)).toBeUndefined()
})

describe('a missing frame', () => {
  test('is one that the page’s policy blocked only where it was the portal’s', () => {
    const at = (effectiveDirective: string, blockedURI: string) =>
      isBlockedFrame({ effectiveDirective, blockedURI }, portal)
    expect(at('frame-src', portal)).toBe(true)
    expect(at('frame-src', `${portal}/frames/embed/emb_1`)).toBe(true)
    expect(at('frame-src', 'https://portal.example.com.evil.example')).toBe(false)
    expect(at('img-src', portal)).toBe(false)
  })

  test('is described with the fix', () => {
    const where = { portal, origin: 'https://crm.example.com' }
    expect(describeMissingFrame('frame_blocked', where)).toContain(`frame-src ${portal}`)
    expect(describeMissingFrame('frame_refused', where)).toContain(where.origin)
  })
})

test('the portal is an origin, however its address is written', () => {
  expect(toOrigin('https://portal.example.com/embed/v1.js?x')).toBe(portal)
  for (const none of [null, '', 'portal', 'data:text/plain,x', 'about:blank'])
    expect(toOrigin(none)).toBeUndefined()
})
