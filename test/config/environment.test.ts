import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEnvironment } from '../../src/config/environment.ts'
import { ConfigError } from '../../src/config/fault.ts'

const faultOf = (env: Record<string, string>): string => {
  try {
    readEnvironment(env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
  assert.fail('no fault was found')
}

test('without any variable the defaults hold, and an empty one counts as unset', () => {
  const defaults = {
    port: 4000,
    host: '127.0.0.1',
    home: '.weir',
    configFile: { path: 'weir.yaml', required: false },
    logLevel: 'info',
    leaseMs: 30_000,
    drainMs: 10_000,
    workers: 1,
  }
  assert.deepEqual(readEnvironment({}), defaults)
  assert.deepEqual(readEnvironment({ PORT: '', DATABASE_URL: '', WEIR_CONFIG: '' }), defaults)
})

test('every variable is read', () => {
  const key = 'k'.repeat(32)
  assert.deepEqual(
    readEnvironment({
      PORT: '0',
      HOST: '::',
      WEIR_HOME: '/data',
      WEIR_CONFIG: '/etc/weir.yaml',
      WEIR_ADMIN_KEY: key,
      WEIR_MASTER_KEY: key,
      DATABASE_URL: 'postgres://weir:pw@db/weir',
      REDIS_URL: 'rediss://cache:6379',
      WEIR_WORKERS: '2',
      LOG_LEVEL: 'debug',
      WEIR_LEASE_MS: '5000',
      WEIR_DRAIN_MS: '0',
      PATH: '/bin',
    }),
    {
      port: 0,
      host: '::',
      home: '/data',
      configFile: { path: '/etc/weir.yaml', required: true },
      adminKey: key,
      masterKey: key,
      databaseUrl: 'postgres://weir:pw@db/weir',
      logLevel: 'debug',
      leaseMs: 5_000,
      drainMs: 0,
      redisUrl: 'rediss://cache:6379',
      workers: 2,
    },
  )
})

test('a value that makes no sense is named with what it must be', () => {
  for (const [name, value, message] of [
    ['PORT', '70000', 'must be a whole number from 0 to 65535'],
    ['PORT', '-1', 'must be a whole number from 0 to 65535'],
    ['PORT', '80 ', 'must be a whole number from 0 to 65535'],
    ['WEIR_LEASE_MS', '999', 'must be a whole number from 1000 to 120000'],
    ['WEIR_DRAIN_MS', '1e3', 'must be a whole number from 0 to 600000'],
    ['LOG_LEVEL', 'verbose', 'must be one of trace, debug, info, warn, error, fatal, silent'],
    ['DATABASE_URL', 'mysql://db', 'must be an address that starts with postgres:// or postgresql://'],
  ] as const)
    assert.equal(faultOf({ [name]: value }), `environment ${name}: ${message}`)
})

test('all faults come at once, and none shows a secret', () => {
  const message = faultOf({
    PORT: 'x',
    WEIR_ADMIN_KEY: 'too-short',
    WEIR_MASTER_KEY: 'too short',
    DATABASE_URL: 'pg://weir:hunter2@db',
  })
  assert.equal(message.split('\n').length, 4)
  assert.match(message, /WEIR_ADMIN_KEY: must have 20 to 512 printable ASCII characters/)
  assert.doesNotMatch(message, /too.short|hunter2/)
})
