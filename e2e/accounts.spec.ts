import { randomUUID } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import { createTeam } from '@/lib/domain/accounts/admin-commands'
import type { PrismaClient } from '@/lib/server/prisma/client'
import { expect, portalOrigin, test, userOf } from './fixtures'
import { openWithoutScripts, pressEarly } from './steps'

const password = 'a sentence to remember'

test('sign-in works as a plain form without any script, and goes back to where the visitor was going', async ({
  browser,
  demo,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  const admin = userOf(demo, 'admin', 'Acme Real Estate')
  await page.goto('/companies?query=a')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await expect(page.locator('form[method="post"]')).toHaveAttribute('action', /^\/api\/session\?next=/)
  await page.getByLabel('Email').fill(admin.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Email and password don’t match')).toBeVisible()
  expect(page.url()).not.toContain(admin.email)
  await expect(page.getByLabel('Email')).toHaveValue(admin.email)
  await page.getByLabel('Password').fill(admin.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/companies\?query=a$/)
  await context.close()
})

test('a member is invited, changes role and is removed, each with effect on the next request', async ({
  visitor,
  signedIn,
  db,
}) => {
  const ownerEmail = `owner-${Date.now()}@members.example`
  const memberEmail = `member-${Date.now()}@members.example`
  await createPartner(db, 'Member Works', { 'Olga Owner': ownerEmail })
  const owner = await signedIn(ownerEmail)
  await owner.goto('/partner/members')
  await owner.getByLabel('Email').fill(memberEmail)
  await owner.getByLabel('Role').selectOption({ label: 'QA' })
  await owner.getByRole('button', { name: 'Create invitation link' }).click()
  const link = await owner.getByRole('status').locator('code').innerText()
  expect(link.startsWith(`${portalOrigin}/join/`)).toBe(true)

  const member = await visitor()
  await member.goto(link)
  await expect(member.getByRole('heading', { name: 'Join Member Works' })).toBeVisible()
  await member.getByLabel('Your name').fill('Quinn Tester')
  await member.getByLabel('Password').fill(password)
  await member.getByRole('button', { name: 'Join' }).click()
  await member.getByLabel('Email').fill(memberEmail)
  await member.getByLabel('Password').fill(password)
  await member.getByRole('button', { name: 'Sign in' }).click()
  await member.waitForURL('**/partner/widgets')
  await expect(member.getByText('Owners and developers of your organisation can register one.')).toBeVisible()

  const second = await visitor()
  await second.goto(link)
  await expect(second.getByRole('heading', { name: 'This invitation no longer works' })).toBeVisible()

  await owner.reload()
  await owner.getByRole('button', { name: 'Actions for Quinn Tester' }).click()
  await owner.getByRole('menuitem', { name: 'Change role to Developer' }).click()
  await expect(owner.getByText('Quinn Tester is now Developer')).toBeVisible()
  await member.reload()
  await expect(member.getByRole('link', { name: 'Register a widget' })).toBeVisible()

  await owner.getByRole('button', { name: 'Actions for Quinn Tester' }).click()
  await owner.getByRole('menuitem', { name: 'Remove Quinn Tester' }).click()
  await owner.getByRole('alertdialog').getByRole('button', { name: 'Remove Quinn Tester' }).click()
  await expect(owner.getByText('Quinn Tester is removed')).toBeVisible()
  await member.reload()
  await expect(member).toHaveURL(/\/sign-in/)
  await member.getByLabel('Email').fill(memberEmail)
  await member.getByLabel('Password').fill(password)
  await member.getByRole('button', { name: 'Sign in' }).click()
  await expect(member.getByText('Email and password don’t match')).toBeVisible()

  await owner.goto('/partner/audit')
  for (const words of ['invited', 'joined', 'removed']) {
    await expect(owner.locator('tbody').getByText(words).first()).toBeVisible()
  }
})

test('a new password ends every other session, and a reset link works once', async ({
  visitor,
  signedIn,
  db,
}) => {
  const email = `reset-${Date.now()}@members.example`
  await createPartner(db, 'Reset Works', { 'Rita Reset': email })
  const here = await signedIn(email)
  const elsewhere = await signedIn(email)
  await here.goto('/account')
  await here.getByLabel('Current password').fill(password)
  await here.getByLabel('New password').fill('another sentence to keep')
  await here.getByRole('button', { name: 'Change password' }).click()
  await expect(here.getByText(/changed/i).first()).toBeVisible()
  await here.goto('/partner/widgets')
  await expect(here).toHaveURL(/\/partner\/widgets$/)
  await elsewhere.goto('/partner/widgets')
  await expect(elsewhere).toHaveURL(/\/sign-in/)

  await here.goto('/partner/members')
  await here.getByRole('button', { name: 'Actions for Rita Reset' }).click()
  await here.getByRole('menuitem', { name: 'Create password reset link' }).click()
  const link = await here.getByRole('dialog').locator('code').innerText()
  const fresh = await visitor()
  await fresh.goto(link)
  await fresh.getByLabel('New password').fill('a third sentence to keep')
  await expect(fresh.getByText(email)).toBeVisible()
  await fresh.getByRole('button', { name: 'Set password and sign in' }).click()
  await fresh.waitForURL('**/partner/widgets')
  await here.goto('/partner/widgets')
  await expect(here).toHaveURL(/\/sign-in/)
  await fresh.goto(link)
  await expect(fresh.getByRole('heading', { name: 'This reset link no longer works' })).toBeVisible()
})

test('the first admin of a team sees whose account a link opens, reads the password and is signed in with it', async ({
  visitor,
}) => {
  const email = `admin-${Date.now()}@first.example`
  const { link } = await createTeam({ kind: 'system' }, { team: 'First Homes', email, name: 'Ada Admin' })
  const page = await visitor()
  await page.goto(new URL(link).pathname)
  await expect(page.getByRole('heading', { name: 'Welcome to First Homes, Ada Admin' })).toBeVisible()
  await expect(page.getByText(email)).toBeVisible()
  const field = page.getByLabel('Password')
  await expect(field).toBeFocused()
  await field.fill(password)
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(field).toHaveAttribute('type', 'text')
  await page.getByRole('button', { name: 'Set password and sign in' }).click()
  await page.waitForURL('**/people')
  await expect(page.getByText('First Homes').first()).toBeVisible()
})

test('the actions of a member are found and left by the keyboard, and wait for the scripts', async ({
  signedIn,
  db,
}) => {
  const email = `keys-${Date.now()}@members.example`
  await createPartner(db, 'Keyboard Works', { 'Kim Keys': email, 'Max Member': `other-${email}` })
  const page = await signedIn(email)
  const release = await openWithoutScripts(page, '/partner/members')
  const button = page.getByRole('button', { name: 'Actions for Max Member' })
  const entry = (name: string) => page.getByRole('menuitem', { name })
  await pressEarly(page, button, release)
  await expect(page.getByRole('menu', { name: 'Actions for Max Member' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  await expect(button).toBeFocused()

  await page.keyboard.press('Enter')
  await expect(entry('Change role to Developer')).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(entry('Remove Max Member')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(entry('Change role to Developer')).toBeFocused()
  await page.keyboard.press('End')
  await expect(entry('Remove Max Member')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(entry('Change role to Developer')).toBeFocused()
  await page.keyboard.type('cr')
  await expect(entry('Create password reset link')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('menu')).toHaveCount(0)

  await button.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alertdialog')).toHaveCount(0)
  await expect(button).toBeFocused()
})

/** A partner whose members, by name and address, are owners with the password above. */
async function createPartner(db: PrismaClient, name: string, members: Record<string, string>): Promise<void> {
  const partnerId = `prt_${randomUUID()}`
  const passwordHash = await hashPassword(password)
  await db.partner.create({ data: { id: partnerId, name } })
  await db.user.createMany({
    data: Object.entries(members).map(([name, email]) => ({
      id: randomUUID(),
      email,
      name,
      passwordHash,
      role: 'owner' as const,
      partnerId,
    })),
  })
}
