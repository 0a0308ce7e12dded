import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POST as startSession } from '@/app/api/v1/embed-sessions/route'
import type { TeamActor } from '@/lib/auth/permissions'
import { createApiKey } from '@/lib/domain/accounts/api-keys'
import { saveEmbed } from '@/lib/domain/embed/embeds'
import { readEmbedToken } from '@/lib/domain/embed/sessions'
import { env } from '@/lib/server/env'
import { buildScriptTypes } from '@/scripts/build/script-types.mjs'
import { createTeam } from '@/test/factories'
import { closeReceivers, findFreePort, startProgram } from '@/test/open-receiver'
import { PartnerServer, type ReceivedCall } from '@/test/partner-server'

// The examples of docs/snippets/embedding as a reader copies them: each server against the portal's own API, and the component's types.

const crm = 'https://crm.example.com'
const folder = resolve('docs/snippets/embedding')

const servers = [
  { name: 'Node.js', command: process.execPath, run: () => `exec ${process.execPath} token.mjs` },
  { name: 'Python', command: 'python3', run: () => 'exec python3 token.py' },
  { name: 'PHP', command: 'php', run: (port: number) => `exec php -S 127.0.0.1:${port} token.php` },
]

let portal: PartnerServer
let admin: TeamActor
let key = ''

/** The portal's handler behind an address. */
async function answerAsPortal({ method, url, headers, body }: ReceivedCall, response: ServerResponse) {
  const request = new Request(new URL(url, env().PORTAL_ORIGIN), {
    method,
    headers: headers as Record<string, string>,
    body,
  })
  const answer = await startSession(request, { params: Promise.resolve({}) })
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
}

beforeAll(async () => {
  portal = await PartnerServer.start(answerAsPortal)
  admin = (await createTeam()).admin
  await saveEmbed(admin, { origins: [crm] })
  key = (await createApiKey(admin, { name: 'CRM' })).key
})
afterAll(() => {
  portal.stop()
  closeReceivers()
})

for (const { name, command, run } of servers) {
  const isMissing = spawnSync(command, ['--version'], { stdio: 'ignore' }).status !== 0

  describe.skipIf(isMissing)(
    `the server in ${name}${isMissing ? ` (${command} is not installed)` : ''}`,
    () => {
      const open = async (apiKey: string) => {
        const port = await findFreePort()
        await startProgram(run(port), folder, {
          PORT: String(port),
          FRAMEGATE_PORTAL: portal.origin,
          FRAMEGATE_KEY: apiKey,
        })
        return async (path: string, init: RequestInit) => {
          const answer = await fetch(`http://127.0.0.1:${port}${path}`, init)
          return { status: answer.status, text: await answer.text() }
        }
      }
      const signedIn = { cookie: 'theme=dark; session=a-session' }

      test('gives a signed-in user a token that works, and nobody else', async () => {
        const ask = await open(key)
        const { status, text } = await ask('/framegate-token', { method: 'POST', headers: signedIn })
        expect(status).toBe(200)
        expect(await readEmbedToken(text, crm)).toMatchObject({
          teamId: admin.teamId,
          user: { id: 'user-204', email: 'rob.ito@crm.example', name: 'Rob Ito' },
        })
        const statusOf = async (path: string, init: RequestInit) => (await ask(path, init)).status
        expect(await statusOf('/framegate-token', { method: 'POST' })).toBe(401)
        const strange = { cookie: 'session=another' }
        expect(await statusOf('/framegate-token', { method: 'POST', headers: strange })).toBe(401)
        const crossSite = { ...signedIn, 'sec-fetch-site': 'cross-site' }
        expect(await statusOf('/framegate-token', { method: 'POST', headers: crossSite })).toBe(403)
        expect(await statusOf('/framegate-token', { method: 'GET', headers: signedIn })).not.toBe(200)
        expect(await statusOf('/another', { method: 'POST', headers: signedIn })).toBe(404)
      })

      test('answers 502 when the portal refuses, without the key or the portal’s words', async () => {
        const wrong = `fg_team_${'a'.repeat(43)}`
        const ask = await open(wrong)
        expect(await ask('/framegate-token', { method: 'POST', headers: signedIn })).toEqual({
          status: 502,
          text: 'The portal gave no token',
        })
      })
    },
  )
}

test('the component in React compiles against the types that the portal serves', async () => {
  mkdirSync('.data', { recursive: true })
  // Below the packages, where the compiler finds React's types.
  const dir = mkdtempSync(resolve('.data/component-'))
  try {
    await buildScriptTypes(dir)
    cpSync(join(dir, 'embed', 'v1.d.mts'), join(dir, 'framegate.d.mts'))
    cpSync(join(folder, 'framegate-tabs.tsx'), join(dir, 'framegate-tabs.tsx'))
    const flags = ['--noEmit', '--strict', '--jsx', 'react-jsx', '--target', 'es2022', '--skipLibCheck']
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        'node_modules/typescript/bin/tsc',
        ...[...flags, '--module', 'esnext', '--moduleResolution', 'bundler', '--ignoreConfig'],
        join(dir, 'framegate-tabs.tsx'),
      ],
      { encoding: 'utf8' },
    )
    expect([status, stdout]).toEqual([0, ''])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
