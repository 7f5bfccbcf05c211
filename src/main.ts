import cluster from 'node:cluster'
import { type App, openApp } from './app.ts'
import { readConfig } from './config/index.ts'
import type { Log } from './core/ports.ts'
import { createLog } from './telemetry/log.ts'
import { openWorkers, type WorkerNews } from './workers.ts'

/** A worker's words are its parent's to say; resolves when they are on their way. */
const tellParent = (news: WorkerNews): Promise<void> =>
  new Promise(resolve => process.send?.(news, () => resolve()))

/** Says why the gateway does not run, one line a fault, and ends with code 1. */
const giveUp = async (error: unknown): Promise<never> => {
  const faults = (error instanceof Error ? error.message : String(error)).split('\n')
  if (cluster.isWorker) await tellParent({ faults })
  else for (const fault of faults) console.error(`weir: ${fault}`)
  process.exit(1)
}

/** A terminal's Ctrl+C may come twice: from the terminal and from npm, which passes it on. */
const echoMs = 500

/** Stops the gateway in good order at the first signal, and at once when somebody asks again. */
const stopOnSignals = (app: App, log: Log): void => {
  let askedAt: number | undefined
  const stop = (signal: NodeJS.Signals): void => {
    const now = performance.now()
    if (askedAt === undefined) {
      askedAt = now
      log.info({ signal }, 'stopping: new calls are refused, calls in flight may finish')
      app.close().then(() => {
        log.info({}, 'stopped')
        process.exit(0)
      }, giveUp)
    } else if (now - askedAt > echoMs) process.exit(1)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

const config = await readConfig(process.env).catch(giveUp)
const log = createLog(config.environment.logLevel)
// A fault within one call must not end all others. What is thrown outside of promises still ends the process.
process.on('unhandledRejection', error =>
  log.error({ error }, 'an error was thrown where nobody waited for it: a fault of the gateway'),
)
const open = cluster.isPrimary && config.environment.workers > 1 ? openWorkers : openApp
const app = await open(config, { log }).catch(giveUp)
stopOnSignals(app, log)

const { url, adminSecret } = app
if (cluster.isWorker) await tellParent({ ready: { url, ...(adminSecret !== undefined && { adminSecret }) } })
else
  console.log(`
Weir is ready at ${url}
${adminSecret === undefined ? '' : `\n  admin key   ${adminSecret}\n              shown this once: keep it\n`}
  try it      open the address in a browser
  stop it     Ctrl+C
`)
