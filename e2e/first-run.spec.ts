import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './fixtures'

/** A partner's server, started by the command that the page shows. */
function startReceiver(command: string, file: string, code: string, secret: string) {
  const dir = mkdtempSync(join(tmpdir(), 'framegate-first-run-'))
  writeFileSync(join(dir, file), code)
  const child = spawn('sh', ['-c', `exec env ${command.replace('your secret', secret)}`], {
    cwd: dir,
    stdio: 'ignore',
  })
  return {
    stop: () => {
      child.kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function findFreePort(): Promise<number> {
  return new Promise((settle) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => settle(address && typeof address === 'object' ? address.port : 0))
    })
  })
}

test('a new partner who follows only what the pages say has a widget previewed, certified and submitted', async ({
  visitor,
}) => {
  test.setTimeout(300_000)
  const startedAt = Date.now()
  const taken: string[] = []
  const step = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
    const result = await test.step(title, work)
    taken.push(`${((Date.now() - startedAt) / 1000).toFixed(1)} s  ${title}`)
    return result
  }
  const page = await visitor()
  const port = await findFreePort()

  await step('sign up', async () => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Sign up your organisation' }).click()
    await expect(page.getByRole('heading', { name: 'Sign up as a partner' })).toBeVisible()
    await page.getByLabel('Email').fill(`first-${Date.now()}@first.example`)
    await page.getByLabel('Your name').fill('Nadia Osei')
    await page.getByLabel('Password').fill('a sentence to remember')
    await page.getByLabel('Organisation').fill('First Run Works')
    await page.getByRole('button', { name: 'Sign up' }).click()
  })
  const secret = await step('register a widget, with the protocol chosen by its card', async () => {
    await page.getByRole('radio', { name: /^Sure Send.*Choose this if/ }).check()
    await page.getByLabel('Name').fill('First Light')
    await page.getByLabel('Description').fill('Shows what we know of the person.')
    await page.getByLabel('Widget URL').fill(`http://127.0.0.1:${port}/light`)
    await page.getByLabel('Person view').setChecked(true)
    await page.getByRole('button', { name: 'Register widget' }).click()
    return page.getByTestId('secret').innerText()
  })
  const receiver = await step('copy the receiver from Set-up and start it', async () => {
    await page.getByRole('link', { name: 'I stored it, continue to set-up' }).click()
    await expect(page.getByText('Waiting for your first valid launch')).toBeVisible()
    const code = await page.getByRole('region', { name: 'Node.js receiver' }).locator('code').innerText()
    const command = await page.getByRole('region', { name: 'Start command' }).locator('code').innerText()
    return startReceiver(command.trim(), 'receiver.mjs', `${code}\n`, secret)
  })
  try {
    await step('preview it in the sandbox', async () => {
      await expect(async () => {
        expect((await fetch(`http://127.0.0.1:${port}/light`)).status).toBe(403)
      }).toPass()
      await page.getByRole('link', { name: 'Preview in the sandbox' }).click()
      await expect(page.getByText(/The server answered 200/)).toBeVisible()
    })
    await step('see the first valid launch ticked', async () => {
      await page
        .getByRole('navigation', { name: 'Breadcrumb' })
        .getByRole('link', { name: 'First Light' })
        .click()
      await expect(page.getByText(/^Accepted .*in the sandbox$/)).toBeVisible()
    })
    await step('certify it', async () => {
      await page.getByRole('button', { name: 'Run certification' }).click()
      await expect(page.getByText('Every required check passed').first()).toBeVisible({ timeout: 120_000 })
    })
    await step('submit it for review', async () => {
      await page.getByRole('link', { name: 'Set-up', exact: true }).click()
      await page.getByRole('button', { name: 'Submit version 1 for review' }).click()
      await expect(page.getByText('Version 1 is in review')).toBeVisible()
    })
  } finally {
    receiver.stop()
  }
  console.log(taken.join('\n'))
})
