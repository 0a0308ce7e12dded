import type { PartnerActor, TeamActor } from '@/lib/auth/permissions'
import { expect, test, unique, userOf } from './fixtures'
import { actorOf, hostSalesloft } from './hosted'
import { openTab, widgetFrame } from './steps'

const elenaId = 'e1e4a000-0000-4000-8000-000000000001'
const elena = `/people/${elenaId}`
const kit = 'Outreach Kit'

test('each slot of a widget opens in its place, by a form post that its partner decrypts', async ({
  signedIn,
  demo,
}) => {
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  await agent.goto(elena)
  await openTab(agent, kit)
  await expect(
    widgetFrame(agent, kit).getByRole('heading', { name: 'How Elena Marsh likes to be reached' }),
  ).toBeVisible()
  await expect(agent.getByText(/^Signed /)).toBeVisible()

  await agent.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: kit }).click()
  await expect(agent.getByRole('heading', { level: 1, name: kit })).toBeVisible()
  await expect(widgetFrame(agent, kit).getByRole('heading', { name: 'Template library' })).toBeVisible()
})

test('a widget puts text at the cursor of an email, which is saved as an activity', async ({
  signedIn,
  demo,
  db,
}) => {
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  const subject = unique('A home near the harbour')
  await agent.goto(elena)
  await agent.getByRole('link', { name: 'Write an email' }).click()
  await agent.getByLabel('Subject').fill(subject)
  const text = agent.getByRole('textbox', { name: 'Message' })
  await agent.getByRole('button', { name: 'Save email' }).click()
  await expect(agent.getByText('Write a message.')).toBeVisible()
  await text.click()
  await agent.keyboard.type('BEFORE AFTER')
  await expect(agent.getByText('Write a message.')).toHaveCount(0)
  for (let count = 0; count < 'AFTER'.length; count += 1) await agent.keyboard.press('ArrowLeft')
  await widgetFrame(agent, kit).getByRole('button', { name: 'Insert Propose a tour' }).click()
  await expect(text).toContainText(/BEFORE\s*Hi Elena,[\s\S]*AFTER/)
  await expect(agent.getByText(`${kit} inserted text`)).toBeVisible()
  await agent.getByRole('button', { name: 'Save email' }).click()
  await agent.waitForURL(`**${elena}`)
  await expect(agent.getByText('Email saved to Elena Marsh’s activity')).toBeVisible()
  await expect(agent.getByText(`${kit} inserted text`)).toHaveCount(0)
  await expect(agent.getByText(`Email: ${subject}`)).toBeVisible()
  const saved = await db.activity.findFirstOrThrow({ where: { subject } })
  expect(saved).toMatchObject({ kind: 'email', connectorId: null })
  expect(saved.html).toContain('Hi Elena,')
  const inserted = await db.auditEvent.findFirst({
    where: { action: 'launch.html_inserted', teamId: saved.teamId, actorId: saved.userId },
  })
  expect(inserted?.subjectName).toBe(kit)
})

test('a custom action completes its step, the page shows it at once, and Undo takes it back', async ({
  signedIn,
  demo,
  db,
}) => {
  const { teamId } = await db.person.findUniqueOrThrow({ where: { id: elenaId } })
  const title = unique('Ring about the offer')
  const step = await db.step.create({
    data: { teamId, personId: elenaId, title, kind: 'call', createdAt: new Date() },
  })
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  await agent.goto(`${elena}?tab=steps`)
  await agent.getByRole('link', { name: `${kit} for ${title}` }).click()
  await widgetFrame(agent, kit).getByRole('button', { name: 'Complete step' }).click()
  await expect(agent.getByText(`“${title}” is completed.`)).toBeVisible()
  const row = agent.getByRole('row').filter({ hasText: title })
  await expect(row.getByText('Completed')).toBeVisible()
  const completed = await db.step.findUniqueOrThrow({ where: { id: step.id } })
  expect(completed.completedByWidgetId).toBe(demo.widgets.find(({ name }) => name === kit)?.id)
  await agent.getByRole('button', { name: /^Undo/ }).click()
  await expect(row.getByText('Open', { exact: true })).toBeVisible()
})

test('a step is completed and reopened by hand', async ({ signedIn, demo, db }) => {
  const { teamId } = await db.person.findUniqueOrThrow({ where: { id: elenaId } })
  const title = unique('Post the keys')
  await db.step.create({ data: { teamId, personId: elenaId, title, kind: 'task', createdAt: new Date() } })
  const agent = await signedIn(userOf(demo, 'agent', 'Acme Real Estate').email)
  await agent.goto(`${elena}?tab=steps`)
  const row = agent.getByRole('row').filter({ hasText: title })
  await row.getByRole('button', { name: 'Complete' }).click()
  await expect(row.getByText('Completed')).toBeVisible()
  await row.getByRole('button', { name: 'Reopen' }).click()
  await expect(row.getByText('Open', { exact: true })).toBeVisible()
})

test('a hostile widget with wrong nonces, shapes and windows, and ten thousand messages, inserts nothing', async ({
  signedIn,
  demo,
  db,
  slots,
  tolerated,
}) => {
  tolerated.push({
    pattern: /Unsafe attempt|sandboxed|Blocked a frame|Ignored call|Failed to execute 'postMessage'/,
  })
  const name = unique('Hostile')
  const partner = (await actorOf(db, userOf(demo, 'owner', 'Fairline Lending').email)) as PartnerActor
  const admin = (await actorOf(db, userOf(demo, 'admin', 'Acme Real Estate').email)) as TeamActor
  const hosted = await hostSalesloft(
    { partner, admin },
    { name, origin: slots.origin, placement: 'email_editor' },
  )
  slots.secret = hosted.secret
  slots.page = ({ data, targetOrigin }) => ({
    body: '<button id="right">Right</button>',
    script: `
      const origin = ${JSON.stringify(targetOrigin)}, nonce = ${JSON.stringify(data.nonce)}
      const html = (text) => '<p>' + text + '</p>'
      const post = (message) => parent.postMessage(message, origin)
      try { top.location = 'https://example.com/' } catch {}
      post({ event: 'insertHtml', html: html('forged: no nonce') })
      post({ event: 'insertHtml', html: html('forged: nonce'), nonce: nonce + 'x' })
      post({ event: 'insertHtml', html: 5, nonce })
      post({ event: 'completedAction', actionId: 1, nonce })
      post({ type: 'framegate.html', html: html('forged: as the stage') })
      try { top.postMessage({ type: 'framegate.html', html: html('forged: to the page') }, origin) } catch {}
      const inner = document.createElement('iframe')
      inner.sandbox = 'allow-scripts'
      inner.srcdoc = '<script>parent.parent.postMessage(' + JSON.stringify({ event: 'insertHtml', html: html('forged: another window'), nonce }) + ', "*")<' + '/script>'
      document.body.append(inner)
      for (let count = 0; count < 10000; count += 1) post({ event: 'insertHtml', html: html('flood'), nonce: 'wrong' })
      document.getElementById('right').addEventListener('click', () => post({ event: 'insertHtml', nonce,
        html: '<p onclick="alert(1)">the one <b>right</b> text<img src=x onerror="document.title=1"><script>document.title=2<' + '/script></p>' }))`,
  })
  const page = await signedIn(admin.email)
  await page.goto(`${elena}/email`)
  const other = page.getByRole('button', { name })
  await other.click()
  const frame = widgetFrame(page, name)
  await expect(frame.getByRole('heading', { name: 'Opened' })).toBeVisible()
  await expect(page.getByText(/[\d,]+ messages from the widget were ignored/)).toBeVisible()
  await frame.getByRole('button', { name: 'Right' }).click()
  const text = page.getByRole('textbox', { name: 'Message' })
  await expect(text).toContainText('the one right text')
  await expect(text).not.toContainText(/forged|flood/)
  expect(await text.innerHTML()).not.toMatch(/onclick|onerror|<img|<script/)
  await expect(page).toHaveURL(new RegExp(`${elena}/email$`))
  await expect(page).toHaveTitle(/Write an email/)
  const events = await db.auditEvent.count({
    where: { action: 'launch.html_inserted', subjectId: hosted.widgetId },
  })
  expect(events).toBe(1)
})
