import { createServer, type RequestListener, type Server } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { safeFetch } from '@/lib/server/safe-fetch'
import { refusalOf } from '@/test/refusals'
import { allowOrigin } from '@/test/settings'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const address = server.address()
  const origin = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
  allowOrigin(origin)
  return origin
}

const headers = { 'accept-encoding': 'gzip, deflate, br' }
const encoders = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }

test.each(Object.entries(encoders))('reads a page that came as %s', async (encoding, encode) => {
  const url = await serve((_, response) => {
    response.setHeader('content-encoding', encoding)
    response.end(encode('<h1>Zoë</h1>'))
  })
  expect((await safeFetch({ url, headers })).body.toString()).toBe('<h1>Zoë</h1>')
})

test.each(Object.entries(encoders))(
  'keeps no more of a %s bomb than of any other body',
  async (encoding, encode) => {
    const bomb = encode(Buffer.alloc(64 * 1024 * 1024))
    const url = await serve((_, response) => {
      response.setHeader('content-encoding', encoding)
      response.end(bomb)
    })
    const before = process.memoryUsage().arrayBuffers
    const answer = await safeFetch({ url, headers, bodyBytesMax: 100_000 })
    expect(answer).toMatchObject({ status: 200, isTruncated: true })
    expect(answer.body).toHaveLength(100_000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024)
  },
)

test('takes what is not compressed as it says for a broken answer, and leaves what nobody asked for', async () => {
  const url = await serve((_, response) => {
    response.setHeader('content-encoding', 'gzip')
    response.end('not gzip')
  })
  expect(await refusalOf(safeFetch({ url, headers }))).toMatchObject({ reason: 'broken' })
  expect((await safeFetch({ url })).body.toString()).toBe('not gzip')
})
