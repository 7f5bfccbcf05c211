import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { derivedKey, openMasterKey } from '../../src/identity/master-key.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'weir-master-key-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const unused = (): never => assert.fail('no chance is needed')

test('the first start makes a secret that only its owner can read, and every later one finds it', () => {
  const made = openMasterKey({ home, random: randomBytes })
  assert.match(made, /^[0-9a-f]{64}$/)
  assert.deepEqual(readdirSync(home), ['master-key'])
  assert.equal(statSync(join(home, 'master-key')).mode & 0o777, 0o600)
  assert.equal(openMasterKey({ home, random: unused }), made)
})

test('a start that was killed while it wrote the secret leaves the next one free to make it', () => {
  writeFileSync(join(home, 'master-key.new'), 'ab')
  const made = openMasterKey({ home, random: randomBytes })
  assert.equal(readFileSync(join(home, 'master-key'), 'utf8'), `${made}\n`)
})

test('WEIR_MASTER_KEY goes before the file, and writes none', () => {
  assert.equal(openMasterKey({ home, random: unused, configured: 'k'.repeat(32) }), 'k'.repeat(32))
  assert.deepEqual(readdirSync(home), [])
})

test('a file that somebody has changed is not taken for a secret', () => {
  for (const content of ['', 'ab', `${'g'.repeat(64)}\n`]) {
    writeFileSync(join(home, 'master-key'), content)
    assert.throws(() => openMasterKey({ home, random: unused }), {
      message: /^[^\n]*master-key does not hold the 64 hexadecimal digits[^\n]*$/,
    })
  }
})

test('keys of different purposes and of different secrets differ, and the same ones are the same', () => {
  const key = derivedKey('secret', 'provider state')
  assert.equal(key.length, 32)
  assert.deepEqual(derivedKey('secret', 'provider state'), key)
  assert.notDeepEqual(derivedKey('secret', 'cookies'), key)
  assert.notDeepEqual(derivedKey('Secret', 'provider state'), key)
})
