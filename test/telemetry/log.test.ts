import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../src/telemetry/log.ts'

const logged = (write: (log: ReturnType<typeof createLog>) => void, level = 'info') => {
  const lines: string[] = []
  write(createLog(level, { write: line => void lines.push(line) }))
  return lines.map(line => JSON.parse(line))
}

test('an event is one line of JSON with its level, time, fields and message', () => {
  const [line] = logged(log => log.info({ quota: 'search-daily', limit: 12n }, 'a quota is exceeded'))
  assert.equal(line.level, 'info')
  assert.equal(line.limit, '12')
  assert.equal(line.quota, 'search-daily')
  assert.equal(line.msg, 'a quota is exceeded')
  assert.ok(!Number.isNaN(Date.parse(line.time)))
})

test('an error is written with its cause and stack', () => {
  const error = new Error('outer', { cause: new Error('inner') })
  const [line] = logged(log => log.error({ error }, 'it failed'))
  assert.equal(line.error.message, 'outer')
  assert.equal(line.error.cause.message, 'inner')
  assert.match(line.error.stack, /log\.test/)
})

test('what is named like a credential is masked, also one level down', () => {
  const [line] = logged(log => log.warn({ apiKey: 'planted', headers: { authorization: 'planted' } }, 'odd'))
  assert.ok(!JSON.stringify(line).includes('planted'))
})

test('events below the level are not written', () => {
  assert.equal(logged(log => log.info({}, 'quiet'), 'warn').length, 0)
})
