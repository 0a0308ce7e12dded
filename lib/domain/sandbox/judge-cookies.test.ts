import { expect, test } from 'vitest'
import { judgeCookies } from '@/lib/domain/sandbox/judge-cookies'

function judge(header: string, isSecureOrigin = true) {
  const [verdict] = judgeCookies([header], { isSecureOrigin })
  return verdict
}

test('a cookie that a frame keeps is None, Secure and Partitioned', () => {
  expect(judge('sid=1; Path=/; SameSite=None; Secure; Partitioned; HttpOnly')).toEqual({
    name: 'sid',
    attributes: 'Path=/; SameSite=None; Secure; Partitioned; HttpOnly',
    verdict: 'ok',
    why: 'Works in the frame, separately for each CRM.',
  })
})

test.each([
  ['sid=1', 'Without SameSite'],
  ['sid=1; SameSite=Lax; Secure', 'SameSite=Lax'],
  ['sid=1; samesite=STRICT; secure', 'SameSite=Strict'],
  ['sid=1; SameSite=Maybe; Secure', 'is unknown'],
  ['sid=1; SameSite=None', 'needs Secure'],
  ['sid=1; SameSite=None; Partitioned', 'Partitioned needs Secure'],
  ['__Secure-sid=1; SameSite=None', '__Secure- needs'],
  ['__Host-sid=1; SameSite=None; Secure; Path=/a', '__Host- needs'],
  ['__Host-sid=1; SameSite=None; Secure; Path=/; Domain=example.com', '__Host- needs'],
  ['=; SameSite=None; Secure', 'no name and no value'],
  [`sid=${'a'.repeat(5000)}; SameSite=None; Secure`, 'more than 4096'],
])('a cookie that a frame loses is named with its reason: %s', (header, why) => {
  const verdict = judge(header)
  expect(verdict?.verdict).toBe('bad')
  expect(verdict?.why).toContain(why)
  expect(verdict?.send).toMatch(/; HttpOnly; Secure; SameSite=None; Partitioned$/)
})

test('without Partitioned it is kept by some browsers only', () => {
  expect(judge('sid=1; SameSite=None; Secure')?.verdict).toBe('warn')
})

test('a Secure cookie over plain http is dropped', () => {
  expect(judge('sid=1; SameSite=None; Secure; Partitioned', false)?.why).toContain('plain http')
})

test('of a doubled attribute the last one counts', () => {
  expect(judge('sid=1; SameSite=None; SameSite=Lax; Secure')?.why).toContain('SameSite=Lax')
})

test('no value of a cookie is told, also not in what to send instead', () => {
  const verdicts = judgeCookies(['sid=hunter2; SameSite=Lax; Max-Age=60', 'hunter2', 'a=hunter2; Path=/x'], {
    isSecureOrigin: true,
  })
  expect(JSON.stringify(verdicts)).not.toContain('hunter2')
  expect(verdicts[0]?.send).toBe('sid=…; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=None; Partitioned')
})

test('a header that is made to keep a parser busy is read at once', () => {
  const start = performance.now()
  judge(`a=${';='.repeat(50_000)}`)
  judge(`${' '.repeat(100_000)};${' ='.repeat(50_000)}`)
  expect(performance.now() - start).toBeLessThan(500)
})
