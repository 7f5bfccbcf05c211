import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { prepareHome } from './kit/prepared-home.ts'

// Runs every test file, or those whose path holds one of the arguments, and closes with one line that counts.
const wanted = process.argv.slice(2)
const root = join(import.meta.dirname, '..')
const files = globSync('test/**/*.test.ts', { cwd: root, exclude: name => name.includes('node_modules') })
  .filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)))
  .sort()
  .map(file => join(root, file))

// What one process has read of our TypeScript the others need not read again: a second of work each.
const compiled = mkdtempSync(join(tmpdir(), 'weir-compiled-'))
process.env.NODE_COMPILE_CACHE = compiled
const removePrepared = await prepareHome()
const count = { passed: 0, failed: 0, skipped: 0 }
const tests = run({ files, concurrency: 3, timeout: 300_000 })
tests.on('test:pass', ({ details, skip }) => {
  if (details.type === 'suite') return
  if (skip === undefined || skip === false) count.passed++
  else count.skipped++
})
tests.on('test:fail', ({ details }) => {
  if (details.type !== 'suite') count.failed++
})
await pipeline(tests, new spec(), process.stdout, { end: false })
removePrepared()
rmSync(compiled, { recursive: true, force: true })
if (count.failed > 0 || count.passed === 0) process.exitCode = 1
if (count.skipped > 0) console.log(`${count.skipped} skipped, each for the reason given above`)
console.log(`${count.passed} passed, ${count.failed} failed`)
