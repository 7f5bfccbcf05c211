import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Shot } from '../http-load.ts'
import { type Bench, callsPerCpuSecond, inTurn, type Row } from '../rounds.ts'
import { restShot } from '../shots.ts'
import { cores, type Subject, start } from '../subject.ts'
import { startWeir } from '../weir.ts'

const folder = import.meta.dirname

/** Portkey's gateway from npm, in front of the same provider, each without any policy. */
export const portkey = async (bench: Bench): Promise<Row[]> => {
  if (!existsSync(join(folder, 'node_modules')))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: 'inherit',
    })
  const peer = await startPortkey()
  const weir = await startWeir(bench.upstream.port, { policies: 'NONE' })
  try {
    const shot: Shot = {
      ...restShot(peer.port),
      headers: {
        authorization: 'Bearer upstream',
        'x-portkey-provider': 'openai',
        'x-portkey-custom-host': `http://127.0.0.1:${bench.upstream.port}/v1`,
      },
    }
    const [ours, theirs] = await inTurn(
      bench,
      () => callsPerCpuSecond(weir, restShot(weir.port), bench),
      () => callsPerCpuSecond(peer, shot, bench),
    )
    return [
      {
        name: 'REST, unary, no policy',
        value: Math.round(ours),
        unit: 'calls/CPU s',
        reference: { name: 'Portkey', value: Math.round(theirs) },
        ratio: Number((ours / theirs).toFixed(2)),
        floor: 3.5,
        goal: 5,
        better: 'MORE',
      },
    ]
  } finally {
    await weir.stop()
    await peer.stop()
  }
}

/** It tells its port only in words, so it is given one that is free. */
const startPortkey = async (): Promise<Subject> => {
  const port = await freePort()
  const script = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  const args = [script, `--port=${port}`, '--headless']
  return start('portkey', args, {
    core: cores.measured,
    env: { TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
  })
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : undefined
      server.close(() => (port === undefined ? reject(new Error('no port is free')) : resolve(port)))
    })
  })
