import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { prepareHome } from './kit/prepared-home.ts'
import { useScratch } from './kit/scratch.ts'

// Runs every test file, or those whose path holds one of the arguments, and closes with one line that counts.

/** What takes longest, and so begins first: who begins last with something long waits for it alone. */
const longest = [
  'test/crash.test.ts',
  'test/start.test.ts',
  'test/api/graphql/isolation.test.ts',
  'test/quota-cluster.test.ts',
  'test/quota-outage.test.ts',
  'test/stop.test.ts',
  'test/commands/plan.test.ts',
  'test/stores/postgres/embedded.test.ts',
  'test/planted-secrets.test.ts',
  'test/prompt-swap.test.ts',
]
const turnOf = (file: string): number => (longest.includes(file) ? longest.indexOf(file) : longest.length)

const wanted = process.argv.slice(2)
const root = join(import.meta.dirname, '..')
const files = globSync('test/**/*.test.ts', { cwd: root, exclude: name => name.includes('node_modules') })
  .filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)))
  .sort()
  .sort((a, b) => turnOf(a) - turnOf(b))
  .map(file => join(root, file))

const scratch = useScratch()
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
// What one process has read of our TypeScript the others need not read again: a second of work each.
process.env.NODE_COMPILE_CACHE = join(scratch, 'compiled')
await prepareHome()
const count = { passed: 0, failed: 0, skipped: 0 }
const tests = run({
  files,
  concurrency: 3,
  timeout: 600_000,
  execArgv: ['--import', join(root, 'test/kit/end-in-time.ts')],
})
tests.on('test:pass', ({ details, skip }) => {
  if (details.type === 'suite') return
  if (skip === undefined || skip === false) count.passed++
  else count.skipped++
})
tests.on('test:fail', ({ details }) => {
  if (details.type !== 'suite') count.failed++
})
await pipeline(tests, new spec(), process.stdout, { end: false })
if (count.failed > 0 || count.passed === 0) process.exitCode = 1
if (count.skipped > 0) console.log(`${count.skipped} skipped, each for the reason given above`)
console.log(`${count.passed} passed, ${count.failed} failed`)
