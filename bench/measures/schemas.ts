import { execFileSync } from 'node:child_process'
import { type Bench, type Row, round } from '../rounds.ts'
import { cores, pinned } from '../subject.ts'

/** Tenants with prompts of their own, which is more than a gateway keeps the schemas of. */
const tenants = 300

interface Found {
  readonly each: number
  readonly all: number
  readonly heldMs: number
}

/** What the schemas of tenants take of memory, and of the event loop while they are put in force. */
export const schemas = async ({ say }: Bench): Promise<Row[]> => {
  const script = [
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    'bench/schemas-in-memory.ts',
    '--tenants',
    String(tenants),
  ]
  const [command, args]: [string, string[]] = pinned
    ? ['taskset', ['-c', String(cores.measured), process.execPath, ...script]]
    : [process.execPath, script]
  const { each, all, heldMs }: Found = JSON.parse(execFileSync(command, args, { encoding: 'utf8' }))
  say(`  ${each.toFixed(2)} MB each, ${all.toFixed(0)} MB of ${tenants}; held for ${heldMs.toFixed(0)} ms`)
  return [
    {
      name: 'memory of the schema of one tenant with prompts of its own',
      value: round(each, 2),
      unit: 'MB',
      reference: null,
      ratio: null,
      floor: 4,
      goal: 2,
      better: 'LESS',
    },
    {
      name: `memory of ${tenants} tenants with prompts of their own`,
      value: round(all),
      unit: 'MB',
      reference: { name: 'if all were kept', value: round(each * tenants) },
      ratio: round(all / (each * tenants), 2),
      floor: 0.75,
      goal: 0.5,
      better: 'LESS',
    },
    {
      name: 'the event loop held while 200 prompts are put in force',
      value: round(heldMs, 1),
      unit: 'ms',
      reference: null,
      ratio: null,
      floor: 40,
      goal: 20,
      better: 'LESS',
    },
  ]
}
