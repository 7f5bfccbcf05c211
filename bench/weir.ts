import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { cores, moveChildren, type Subject, start } from './subject.ts'

export const adminKey = 'a-key-for-the-bench-and-nothing-else'

/** Every policy that a careful owner would switch on; limits so high that nothing is refused. */
const governed = `
quotas:
  - { name: requests, scope: { tenant: default }, meter: REQUESTS, limit: 100000000, window: MINUTE, action: BLOCK }
  - { name: at-once, scope: { tenant: default }, meter: CONCURRENT_CALLS, limit: 100000, action: BLOCK }
  - { name: tokens, scope: { tenant: default }, meter: TOTAL_TOKENS, limit: 100000000000, window: DAY, action: BLOCK }
  - { name: money, scope: { tenant: default }, meter: COST, limit: 1000000, window: MONTH, action: BLOCK }
guardrails:
  - { name: personal-data, detectors: [EMAIL, PAYMENT_CARD], direction: BOTH, action: REDACT }
`

const configuration = (upstream: number, policies: string): string => `
providers:
  - { name: upstream, kind: openai-compatible, baseUrl: "http://127.0.0.1:${upstream}/v1", apiKey: upstream, allowInsecure: true }
models:
  - name: small
    deployments: [ { provider: upstream, model: bench-1 } ]
    price: { inputPerMillionUsd: 0.15, outputPerMillionUsd: 0.60 }
${policies}`

/** What `npm start` tells Node. */
export const startOptions = (): readonly string[] => {
  const options = /\bexec node (.*) src\/main\.ts$/.exec(packageJson.scripts.start)?.[1]
  if (options === undefined)
    throw new Error('`npm start` is no longer what it was: see scripts in package.json')
  return options.split(' ')
}

/** Weir as `npm start` runs it, on the measured core; its database, which it starts by itself, on the other. */
export const startWeir = async (
  upstream: number,
  about: {
    readonly policies: 'ALL' | 'NONE'
    readonly core?: number | string
    readonly databaseUrl?: string
    readonly redisUrl?: string
    /** How many processes; with their CPU time in that of the subject. */
    readonly workers?: number
  },
): Promise<Subject> => {
  const home = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const file = join(home, 'weir.yaml')
  writeFileSync(file, configuration(upstream, about.policies === 'ALL' ? governed : ''))
  const env = {
    WEIR_HOME: join(home, 'data'),
    WEIR_CONFIG: file,
    WEIR_ADMIN_KEY: adminKey,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...(about.databaseUrl !== undefined && { DATABASE_URL: about.databaseUrl }),
    ...(about.redisUrl !== undefined && { REDIS_URL: about.redisUrl }),
    ...(about.workers !== undefined && { WEIR_WORKERS: `${about.workers}` }),
  }
  const args = [...startOptions(), 'src/main.ts']
  const subject = await start('weir', args, { core: about.core ?? cores.measured, env })
  moveChildren(subject, cores.other)
  return {
    ...subject,
    async stop() {
      await subject.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
