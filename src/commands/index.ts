import { audit, auditUsage } from './audit.ts'
import { exportFile, exportUsage } from './export.ts'
import { apply, plan, planUsage } from './plan.ts'
import { policy, policyUsage } from './policy.ts'
import { secrets, secretsUsage } from './secrets.ts'

/** What `weir` can be told to do, by its first word. */
const commands: {
  readonly [name: string]: (
    args: readonly string[],
  ) => Promise<{ readonly ok: boolean; readonly text: string }>
} = { apply, audit, export: exportFile, plan, policy, secrets }

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
const usage = ['usage:', auditUsage, exportUsage, planUsage, policyUsage, secretsUsage].join('\n  ')
if (['help', '--help', '-h'].includes(name)) {
  console.log(usage)
  process.exit(0)
}
if (!command) {
  console.error(`weir: ${usage}`)
  process.exit(2)
}
const result = await (async () => command(args))().catch(error => ({
  ok: false,
  text: `weir: ${error instanceof Error ? error.message : error}`,
}))
console[result.ok ? 'log' : 'error'](result.text)
process.exitCode = result.ok ? 0 : 1
