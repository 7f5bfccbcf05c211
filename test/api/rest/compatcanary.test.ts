import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pretendModel } from './pretend-model.ts'
import { startRest } from './server.ts'

const entry = fileURLToPath(import.meta.resolve('compatcanary'))
const scanner = entry.replace(/index\.js$/, 'cli.js')

test('compatcanary finds nothing to complain about in chat completions', async t => {
  const server = await startRest(t, pretendModel)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [scanner, 'scan', '--base-url', server.url, '--model', 'small', '--profile', 'chat', '--format', 'json'],
    { env: { OPENAI_API_KEY: 'ada' } },
  )
  const report = JSON.parse(stdout)
  assert.deepEqual(report.summary, { passes: 5, warnings: 0, failures: 0, requiredFailures: 0, total: 5 })
  assert.equal(report.score, 100)
})
