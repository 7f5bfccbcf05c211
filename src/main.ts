import { openApp } from './app.ts'
import { readConfig } from './config/index.ts'
import { createLog } from './telemetry/log.ts'

/** Says in one line, or a line a fault, why the gateway does not run, and ends with code 1. */
const giveUp = (error: unknown): never => {
  console.error(`weir: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

const config = await readConfig(process.env).catch(giveUp)
const log = createLog(config.environment.logLevel)
const app = await openApp(config, { log }).catch(giveUp)

console.log(`
Weir is ready at ${app.url}
${app.adminSecret === undefined ? '' : `\n  admin key   ${app.adminSecret}\n              shown this once: keep it\n`}
  try it      open the address in a browser
  stop it     Ctrl+C
`)

let stopping = false
const stop = async (signal: NodeJS.Signals): Promise<void> => {
  // Who asks twice does not want to wait for streams in flight.
  if (stopping) process.exit(1)
  stopping = true
  log.info({ signal }, 'stopping: new calls are refused, calls in flight may finish')
  await app.close().catch(giveUp)
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
