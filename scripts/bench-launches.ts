import { spawn } from 'node:child_process'
import { Agent, get } from 'node:http'
import type { Figure } from './bench'
import { type BenchPortal, findBenchPort } from './bench-portal'
import { SetupError } from './setup-error'

const connectionCount = 8
const bareSeconds = 2
const stageSeconds = 6

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
    const stages = widgetIds.map((id) => `${origin}/frames/${id}?placement=person&record=${personId}`)
    await countRequests([bare.url], '', 1)
    await countRequests(stages, cookie, 1)
    const before = await countRequests([bare.url], '', bareSeconds)
    const launches = await countRequests(stages, cookie, stageSeconds)
    const after = await countRequests([bare.url], '', bareSeconds)
    const requests = (before + after) / 2
    return [
      {
        what: `Launches a second on ${connectionCount} connections, against requests to a bare node:http server`,
        value: `${(launches / requests).toFixed(3)} (${launches.toFixed(0)} against ${requests.toFixed(0)} a second)`,
        aim: 'over 0.0025',
      },
    ]
  } finally {
    bare.stop()
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
async function countRequests(urls: string[], cookie: string, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionCount })
  const start = performance.now()
  const deadline = start + seconds * 1000
  let count = 0
  try {
    await Promise.all(
      Array.from({ length: connectionCount }, async () => {
        while (performance.now() < deadline) {
          await request(urls[count % urls.length] ?? '', cookie, agent)
          count += 1
        }
      }),
    )
    return count / ((performance.now() - start) / 1000)
  } finally {
    agent.destroy()
  }
}

function request(url: string, cookie: string, agent: Agent): Promise<void> {
  return new Promise((settle, fail) => {
    get(url, { agent, headers: { cookie } }, (response) => {
      response.once('error', fail)
      response.once('end', () => {
        if (response.statusCode === 200) settle()
        else fail(new SetupError(`A launch was answered with ${response.statusCode}.`))
      })
      response.resume()
    }).once('error', fail)
  })
}
