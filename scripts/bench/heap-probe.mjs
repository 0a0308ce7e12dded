import { writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// Loaded into the server by `npm run bench -- soak`: on SIGUSR2 it collects everything and writes what is left.

const file = process.env.BENCH_HEAP_FILE

if (file && process.argv[1]?.endsWith('serve.mjs')) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  let count = 0
  const write = () => {
    const { heapUsed, rss } = process.memoryUsage()
    writeFileSync(file, JSON.stringify({ id: process.pid, count, heapUsed, rss }))
  }
  process.on('SIGUSR2', () => {
    for (let round = 0; round < 3; round += 1) collect()
    count += 1
    write()
  })
  write()
}
