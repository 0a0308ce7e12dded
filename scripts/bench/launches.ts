import { spawn } from 'node:child_process'
import { Agent, request as open } from 'node:http'
import { SetupError } from '../bootstrap/setup-error'
import type { Figure } from './figure'
import { type BenchPortal, findBenchPort, liftLimits } from './portal'

const connectionCount = 8
const bareSeconds = 2
const stageSeconds = 6
const launchSeconds = 4

// Answers what a stage is in size, and does nothing for it.
const bareServer = `
  const body = 'x'.repeat(3000)
  require('node:http').createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': body.length })
    response.end(body)
  }).listen(Number(process.argv[1]), '127.0.0.1', () => console.log('listening'))`

/** Launches a second by the stage's route, against a bare server's requests a second before and after, from the same client. */
export async function measureLaunches(portal: BenchPortal): Promise<Figure[]> {
  const { origin, cookie, personId, widgetIds } = portal
  const bare = await startBareServer(await findBenchPort())
  try {
    const nothing = [{ url: bare.url }]
    const stages = widgetIds.map((id) => ({
      url: `${origin}/frames/${id}?placement=person&record=${personId}`,
      headers: { cookie },
    }))
    await countRequests(nothing, 1)
    await countRequests(stages, 1)
    const before = await countRequests(nothing, bareSeconds)
    const launches = await countRequests(stages, stageSeconds)
    const after = await countRequests(nothing, bareSeconds)
    const requests = (before + after) / 2
    await liftLimits()
    const byApi: Figure[] = []
    for (const { protocol, widgetId } of portal.launchable)
      byApi.push(await measureByApi(origin, protocol, launchCall(portal, widgetId)))
    return [
      {
        what: `Launches a second on ${connectionCount} connections, against requests to a bare node:http server`,
        value: `${(launches / requests).toFixed(3)} (${launches.toFixed(0)} against ${requests.toFixed(0)} a second)`,
        aim: 'over 0.0025',
      },
      ...byApi,
    ]
  } finally {
    bare.stop()
  }
}

/** The empty route is measured before and after, since the machine's pace changes. */
async function measureByApi(origin: string, protocol: string, call: Call): Promise<Figure> {
  const empty = [{ url: `${origin}/api/health/live` }]
  await countRequests([call], 1)
  await countRequests(empty, 1)
  const before = await countRequests(empty, bareSeconds)
  const launches = await countRequests([call], launchSeconds)
  const empties = (before + (await countRequests(empty, bareSeconds))) / 2
  return {
    what: `${protocol} launches by POST /api/v1/launches, against the empty route of the same server`,
    value: `${(launches / empties).toFixed(2)} (${launches.toFixed(0)} against ${empties.toFixed(0)} a second)`,
    aim: 'at least 0.5',
  }
}

type Call = {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string
  status?: number
}

/** A launch of a record that the call gives itself, as another CRM asks for it. */
function launchCall({ origin, apiKey, memberId }: BenchPortal, widgetId: string): Call {
  const person = {
    id: 'crm-1',
    firstName: 'Bench',
    lastName: 'Record',
    emails: [{ email: 'bench@example.com', isPrimary: true }],
  }
  const user = { id: memberId, email: 'agent@example.com' }
  return {
    url: `${origin}/api/v1/launches`,
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ widgetId, placement: 'person', user, person }),
    status: 201,
  }
}

async function startBareServer(port: number): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, ['-e', bareServer, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((settle, fail) => {
    child.stdout.once('data', () => settle())
    child.once('exit', () => fail(new SetupError('The bare server did not start.')))
  })
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() }
}

/** Requests a second, one after another on each of several kept connections. */
async function countRequests(calls: Call[], seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionCount })
  const start = performance.now()
  const deadline = start + seconds * 1000
  let count = 0
  try {
    await Promise.all(
      Array.from({ length: connectionCount }, async () => {
        while (performance.now() < deadline) {
          await request(calls[count % calls.length] ?? { url: '' }, agent)
          count += 1
        }
      }),
    )
    return count / ((performance.now() - start) / 1000)
  } finally {
    agent.destroy()
  }
}

function request(call: Call, agent: Agent): Promise<void> {
  const { url, method = 'GET', headers = {}, body, status = 200 } = call
  return new Promise((settle, fail) => {
    const sent = open(url, { agent, method, headers }, (response) => {
      response.once('error', fail)
      response.once('end', () => {
        if (response.statusCode === status) settle()
        else fail(new SetupError(`A launch was answered with ${response.statusCode}.`))
      })
      response.resume()
    })
    sent.once('error', fail)
    sent.end(body)
  })
}
