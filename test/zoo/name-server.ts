import { createSocket, type Socket } from 'node:dgram'

/** What a name server answers a question of this family with: addresses, `nobody` for a name that does not exist, null for nothing at all. */
export type NameKeeper = (name: string, family: 4 | 6) => string[] | 'nobody' | null

const sockets = new Set<Socket>()

/** A DNS server on a free port of this machine, as `host:port`. */
export async function openNameServer(keep: NameKeeper): Promise<string> {
  const socket = createSocket('udp4')
  sockets.add(socket)
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query)
    const answer = keep(name, type === 28 ? 6 : 4)
    if (answer !== null) socket.send(writeAnswer(query.subarray(0, end), answer), from.port, from.address)
  })
  await new Promise<void>((settle) => socket.bind(0, '127.0.0.1', settle))
  return `127.0.0.1:${socket.address().port}`
}

export function closeNameServers(): void {
  for (const socket of sockets) socket.close()
  sockets.clear()
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** The header and question as they came, with IPv4 records behind them. */
function writeAnswer(question: Buffer, answer: string[] | 'nobody'): Buffer {
  const head = Buffer.from(question)
  head.writeUInt16BE(answer === 'nobody' ? 0x8183 : 0x8180, 2)
  const addresses = answer === 'nobody' ? [] : answer
  head.writeUInt16BE(addresses.length, 6)
  head.writeUInt32BE(0, 8)
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]),
  )
  return Buffer.concat([head, ...records])
}
