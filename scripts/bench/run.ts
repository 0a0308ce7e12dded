import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runScript } from '../bootstrap/run-script'
import { SetupError } from '../bootstrap/setup-error'
import { measureCertification } from './certification'
import { measureConnectors } from './connectors'
import { measureEmbed } from './embed'
import type { Figure } from './figure'
import { measureImports } from './imports'
import { measureLaunches } from './launches'
import { measurePersonPage, measureScripts } from './pages'
import { type BenchPortal, openBenchPortal } from './portal'
import { measureProtocols } from './protocols'
import { measureHeap } from './soak'
import { measureStarts } from './starts'
import { measureWorst } from './worst'

const portalParts = {
  person: measurePersonPage,
  js: measureScripts,
  embed: measureEmbed,
  launches: measureLaunches,
  soak: measureHeap,
  // Last: these leave a million people behind each.
  connectors: measureConnectors,
  import: measureImports,
} as const satisfies Record<string, (portal: BenchPortal) => Promise<Figure[]>>

const parts = ['protocols', 'worst', 'certification', 'start', ...Object.keys(portalParts)]

const stopSignal = new Promise<'stop'>((settle) => {
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, () => settle('stop'))
})

await runScript(async () => {
  const chosen = process.argv.slice(2).filter((argument) => argument !== '--')
  const unknown = chosen.find((name) => !parts.includes(name))
  if (unknown) throw new SetupError(`Usage: npm run bench -- [${parts.join('] [')}]; default: all.`)
  const wants = (name: string) => chosen.length === 0 || chosen.includes(name)
  const stops: (() => Promise<void>)[] = []
  const dir = await mkdtemp(join(tmpdir(), 'framegate-bench-'))
  // The embedded database may run as another user, who has to reach its folder.
  await chmod(dir, 0o755)
  try {
    console.log(`${cpus().length} cores, Node.js ${process.versions.node}`)
    const result = await Promise.race([runParts({ wants, dir, stops }), stopSignal])
    return result === 'stop' ? 130 : 0
  } finally {
    for (const stop of stops.reverse()) await stop()
    await rm(dir, { recursive: true, force: true })
  }
})

/** What needs no portal, then the portal's parts: the starts end with a whole build, which warms the machine up. */
async function runParts(input: {
  wants: (name: string) => boolean
  dir: string
  stops: (() => Promise<void>)[]
}): Promise<'done'> {
  const { wants, dir, stops } = input
  if (wants('protocols')) printFigures(await measureProtocols())
  if (wants('worst')) printFigures(await measureWorst())
  if (wants('certification')) printFigures(await measureCertification(dir))
  if (Object.keys(portalParts).some(wants)) {
    const portal = await openBenchPortal(dir, stops)
    for (const [name, measure] of Object.entries(portalParts)) {
      if (wants(name)) printFigures(await measure(portal))
    }
  }
  if (wants('start')) printFigures(await measureStarts(dir, stops))
  return 'done'
}

function printFigures(figures: Figure[]): void {
  for (const { what, value, aim } of figures) console.log(`${what}: ${value} (aim: ${aim})`)
}
