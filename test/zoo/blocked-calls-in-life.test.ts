import { afterAll, describe, expect, test } from 'vitest'
import type { CertificationTarget } from '@/lib/domain/certification/target'
import { certify } from '@/test/zoo/certify'
import { closeZoo, openZoo } from '@/test/zoo/open-zoo'
import { page } from '@/test/zoo/pages'
import { keepSureSend, zooSecret } from '@/test/zoo/sure-send'

afterAll(closeZoo)

async function certifyScript(script: string, more: Partial<CertificationTarget> = {}) {
  const right = keepSureSend({ render: () => page('<h1>Hello</h1><script src="/app.js"></script>') })
  const url = await openZoo((request, response) =>
    new URL(request.url).pathname === '/app.js'
      ? { status: 200, headers: { 'content-type': 'text/javascript' }, body: script }
      : right(request, response),
  )
  const secrets = [{ label: 'active' as const, secret: zooSecret }]
  const report = await certify({ protocol: 'sure-send', urls: { person: url }, secrets, ...more })
  return { report, check: report.checks.find(({ id }) => id === 'calls-nothing-blocked') }
}

describe('what the frame blocks is named, and fails nothing', () => {
  test.concurrent.each([
    `if (confirm('Sure?')) save()`,
    `window.alert("Saved")`,
    `button.onclick=()=>print()`,
    `const name = prompt ('Name')`,
  ])('a dialog: %s', async (script) => {
    const { report, check } = await certifyScript(script)
    expect(check).toMatchObject({ outcome: 'warned' })
    expect(check?.detail).toMatch(/Dialogs are blocked in the frame: (confirm|alert|print|prompt)\(\)/)
    expect(report.passed).toBe(true)
  })

  test.concurrent.each([
    [
      'navigator.mediaDevices.getUserMedia({ video: true })',
      /permission camera: request it when you register/,
    ],
    ['navigator.clipboard.writeText(link)', /permission clipboard-write: request it/],
    ['await navigator.clipboard.readText()', /permission clipboard-read, which widgets can’t request/],
    ['document.requestStorageAccess()', /permission storage-access, which widgets can’t request/],
    ['navigator.geolocation.getCurrentPosition(show)', /permission geolocation: request it/],
  ])('a permission: %s', async (script, detail) => {
    const { check } = await certifyScript(script)
    expect(check).toMatchObject({ outcome: 'warned' })
    expect(check?.detail).toMatch(detail)
  })

  test.concurrent.each([
    `dialog.confirm(); function alert(text) {} const x = reprint(1)`,
    `const text = 'no calls here'`,
  ])('not what only has such a name: %s', async (script) => {
    expect((await certifyScript(script)).check).toMatchObject({ outcome: 'passed' })
  })

  test.concurrent('nor a permission that the frame has', async () => {
    const { check } = await certifyScript('navigator.mediaDevices.getUserMedia({ video: true })', {
      allow: ['camera'],
    })
    expect(check).toMatchObject({ outcome: 'passed' })
  })
})
