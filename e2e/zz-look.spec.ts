import { test, userOf } from './fixtures'
import type { Page } from '@playwright/test'
const where = (p: Page) => p.evaluate(() => { const e = document.activeElement as HTMLElement; return `${e.tagName} ${e.getAttribute('aria-label') ?? e.getAttribute('name') ?? e.textContent?.slice(0, 40)}` })
test('partner by keyboard', async ({ visitor, tolerated, demo, signedIn, db }) => {
  test.setTimeout(200_000); tolerated.push({ pattern: /./ })
  const p = await visitor(); await p.setViewportSize({ width: 1440, height: 900 })
  const log: string[] = []
  const shot = async (n: string, full = true) => { await p.waitForTimeout(500); await p.screenshot({ path: `/tmp/shots/k-${n}.png`, fullPage: full }); log.push(`${n}: focus ${await where(p)} @ ${new URL(p.url()).pathname}`) }
  await p.goto('/sign-up'); await shot('0')
  await p.getByLabel('Email').focus(); await p.keyboard.type('nope'); await p.keyboard.press('Tab'); await p.keyboard.type('short'); await p.keyboard.press('Enter'); await shot('1-signup-errors')
  const email = `kb-${Date.now()}@kb.example`
  await p.getByLabel('Email').fill(email); await p.getByLabel('Password').fill('a sentence to remember'); await p.getByLabel('Organisation').focus(); await p.keyboard.type('Keyboard Works'); await p.keyboard.press('Enter'); await p.waitForURL('**/sign-in**'); await shot('2-signin')
  await p.keyboard.type(email); await p.keyboard.press('Tab'); await p.keyboard.type('a sentence to remember'); await p.keyboard.press('Enter'); await p.waitForURL('**/partner/widgets'); await shot('3-empty')
  const stops: string[] = []
  for (let i = 0; i < 14; i++) { await p.keyboard.press('Tab'); stops.push(await where(p)) }
  log.push('tab stops on empty list: ' + stops.join(' | '))
  await p.goto('/partner/widgets/new'); await shot('4-new')
  await p.getByRole('button', { name: 'Register widget' }).press('Enter'); await shot('5-new-empty-errors')
  await p.getByLabel('Name').fill('Loan Lens'); await p.getByLabel('Description').fill('Shows the **loan**.')
  for (const [i, url] of ['http://widgets.example.com/x', 'https://localhost:3450/x', 'http://localhost:3000/x', 'https://user:pw@x.example/', 'javascript:alert(1)', 'widgets.example.com', 'https://例え.jp/', 'https://10.0.0.1/', 'http://127.0.0.1:3461/widget?signature=1'].entries()) {
    await p.getByLabel('Widget URL').fill(url); await p.keyboard.press('Enter'); await p.waitForTimeout(500)
    const err = await p.locator('[aria-invalid=true]').evaluateAll((els) => els.map((e) => (e.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' / ')))
    log.push(`url ${url}: ${err.join(' || ')} focus ${await where(p)}`)
    if (i === 0) await shot('6-url-error')
    if (await p.getByTestId('secret').count()) break
  }
  if (!(await p.getByTestId('secret').count())) { await p.getByLabel('Widget URL').fill('http://127.0.0.1:3461/widget'); await p.keyboard.press('Enter') }
  await p.getByTestId('secret').waitFor(); await shot('7-secret')
  const s2: string[] = []; for (let i = 0; i < 6; i++) { await p.keyboard.press('Tab'); s2.push(await where(p)) }
  log.push('secret dialog stops: ' + s2.join(' | '))
  await p.keyboard.press('Escape'); await shot('8-after-escape')
  const id = await db.widget.findFirstOrThrow({ where: { partner: { name: 'Keyboard Works' } }, orderBy: { createdAt: 'desc' } })
  await p.goto(`/partner/widgets/${id.id}`); await shot('9-overview')
  await p.goto(`/partner/widgets/${id.id}/launches`); await shot('10-launches-empty')
  await p.goto(`/partner/audit`); await shot('11-audit')
  await p.goto(`/partner/members`); await shot('12-members')
  await p.setViewportSize({ width: 390, height: 844 })
  await p.goto(`/partner/widgets/${id.id}`); await shot('13-overview-390')
  await p.getByRole('button', { name: /navigation|menu/i }).first().click(); await shot('14-drawer-390', false)
  const t = await db.team.findFirstOrThrow({ where: { name: 'Acme Real Estate' } })
  await p.goto(`/partner/widgets/${id.id}`); await p.getByLabel('Team ID').fill('x'); await p.keyboard.press('Enter'); await shot('15-team-error')
  await p.getByLabel('Team ID').fill(t.id); await p.keyboard.press('Enter'); await shot('16-team-asked')
  const a = await signedIn(userOf(demo, 'admin', 'Acme Real Estate').email); await a.setViewportSize({ width: 390, height: 844 }); await a.goto('/settings/integration-widgets'); await a.screenshot({ path: '/tmp/shots/k-17-asked.png', fullPage: true })
  await p.goto('/partner/widgets/new'); await p.getByRole('button', { name: 'Register widget' }).click(); await shot('18-new-errors-390')
  console.log(log.join('\n'))
})
test('agent keys', async ({ signedIn, demo, tolerated }) => {
  tolerated.push({ pattern: /./ })
  const p = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email); const log: string[] = []
  await p.goto('/people'); const s: string[] = []; for (let i = 0; i < 12; i++) { await p.keyboard.press('Tab'); s.push(await where(p)) }
  log.push(s.join(' | ')); await p.keyboard.press('Escape'); await p.locator('body').click({ position: { x: 700, y: 5 } }); await p.keyboard.press('/'); log.push('slash -> ' + await where(p)); await p.keyboard.type('elena'); await p.keyboard.press('Enter'); await p.waitForTimeout(800); log.push(p.url())
  await p.goto('/people/e1e4a000-0000-4000-8000-000000000001'); await p.waitForTimeout(500)
  for (const k of ['Alt+ArrowRight', 'Alt+ArrowRight', 'Alt+ArrowRight', 'Alt+ArrowLeft', 'r']) { await p.keyboard.press(k); await p.waitForTimeout(1500); log.push(`${k} -> ${p.url().slice(-40)} focus ${await where(p)}`) }
  const s2: string[] = []; for (let i = 0; i < 26; i++) { await p.keyboard.press('Tab'); s2.push(await where(p)) }
  log.push(s2.join(' | ')); await p.screenshot({ path: '/tmp/shots/k-agent.png' })
  console.log(log.join('\n'))
})
test('reviewer keys', async ({ signedIn, demo, tolerated }) => {
  tolerated.push({ pattern: /./ })
  const p = await signedIn(userOf(demo, 'reviewer').email); const log: string[] = []
  await p.goto('/review'); await p.waitForTimeout(600)
  for (const k of ['j', 'k', 'a']) { await p.keyboard.press(k); await p.waitForTimeout(700); log.push(`${k} -> ${p.url().slice(-40)} focus ${await where(p)} dialogs ${await p.getByRole('alertdialog').count()}`) }
  await p.screenshot({ path: '/tmp/shots/k-rev-a.png' }); await p.keyboard.press('Escape'); await p.waitForTimeout(300); log.push('esc focus ' + await where(p)); await p.keyboard.press('r'); await p.waitForTimeout(600); await p.screenshot({ path: '/tmp/shots/k-rev-r.png' }); log.push('r focus ' + await where(p))
  console.log(log.join('\n'))
})
