import type { Outcome } from './administering.ts'
import { audit, auditUsage } from './audit.ts'
import { exportFile, exportUsage } from './export.ts'
import { apply, plan, planUsage } from './plan.ts'
import { policy, policyUsage } from './policy.ts'
import { secrets, secretsUsage } from './secrets.ts'

/** What `weir` can be told to do, by its first word. */
const commands: {
  readonly [name: string]: {
    readonly usage: string
    readonly run: (args: readonly string[]) => Promise<Outcome>
  }
} = {
  apply: { usage: planUsage, run: apply },
  audit: { usage: auditUsage, run: audit },
  export: { usage: exportUsage, run: exportFile },
  plan: { usage: planUsage, run: plan },
  policy: { usage: policyUsage, run: policy },
  secrets: { usage: secretsUsage, run: secrets },
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
const usage = ['usage:', ...new Set(Object.values(commands).map(({ usage }) => usage))].join('\n  ')
const helping = ['help', '--help', '-h']
if (helping.includes(name)) {
  console.log(usage)
  process.exit(0)
}
if (!command) {
  console.error(`weir: ${usage}`)
  process.exit(2)
}
if (args.some(word => helping.includes(word))) {
  console.log(`usage:\n  ${command.usage}`)
  process.exit(0)
}
const result = await (async () => command.run(args))().catch(error => ({
  ok: false,
  text: `weir: ${error instanceof Error ? error.message : error}`,
}))
console[result.ok ? 'log' : 'error'](result.text)
process.exitCode = result.ok ? 0 : 1
