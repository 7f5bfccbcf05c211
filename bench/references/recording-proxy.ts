import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'

// The bare proxy, with the one thing that a ledger adds at the least: an answer leaves when a line about it is on the
// disk. Lines that come while the disk is busy are written together.

const upstream = process.env.UPSTREAM ?? ''
const dispatcher = new Agent({ connections: 256, keepAliveTimeout: 600_000 })
const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
const file = await open(join(folder, 'lines'), 'a')
process.once('SIGTERM', () => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
})

let waiting: (() => void)[] = []
let busy = false
const record = (): Promise<void> =>
  new Promise(resolve => {
    waiting.push(resolve)
    if (!busy) void write()
  })
const write = async (): Promise<void> => {
  busy = true
  while (waiting.length > 0) {
    const group = waiting
    waiting = []
    await file.appendFile(`${'x'.repeat(600)}\n`.repeat(group.length))
    await file.datasync()
    for (const resolve of group) resolve()
  }
  busy = false
}

const server = createServer((incoming, response) => {
  const pieces: Buffer[] = []
  incoming.on('data', piece => pieces.push(piece))
  incoming.on('end', async () => {
    const answer = await request(`${upstream}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer upstream' },
      body: Buffer.concat(pieces),
      dispatcher,
    })
    const body = await answer.body.bytes()
    await record()
    response.writeHead(answer.statusCode, {
      'content-type': String(answer.headers['content-type']),
      'content-length': body.length,
    })
    response.end(body)
  })
})
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ ready: typeof address === 'object' && address?.port }))
})
