import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { temporaryFolder } from './kit/database.ts'
import { nothingRunsIn, startProcess } from './kit/process.ts'

const loseAnError = `process.on('SIGUSR2', () => { Promise.reject(new Error('lost on its way')) })`

test('an error that nobody waits for is logged, and ends no other call', { timeout: 120_000 }, async () => {
  const home = temporaryFolder()
  const gateway = startProcess({
    home,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(loseAnError)}` },
  })
  try {
    const { url } = await gateway.ready
    gateway.kill('SIGUSR2')
    await gateway.says('lost on its way')
    assert.equal((await fetch(`${url}/readyz`)).status, 200)
  } finally {
    gateway.kill('SIGTERM')
    await gateway.ended
    await nothingRunsIn(home)
    rmSync(home, { recursive: true })
  }
  const { code, stderr } = await gateway.ended
  assert.equal(code, 0)
  const line = stderr.split('\n').find(text => text.includes('lost on its way')) ?? ''
  assert.equal(JSON.parse(line).level, 'error')
})
