import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { createVault } from '../../src/control/vault.ts'

const place = { tenant: 'default', kind: 'PROVIDER', name: 'main', key: 'apiKey' }
const vaultOf = (masterKey: string, ...previous: string[]) =>
  createVault({ masterKey, previous, random: randomBytes })

describe('the vault', () => {
  test('opens what it has sealed, and shows nothing of it', () => {
    const vault = vaultOf('a master key')
    const sealed = vault.seal('sk-secret', place)
    assert.match(sealed, /^1\.[0-9a-f]{12}\.[\w-]+\.[\w-]+$/)
    assert.equal(sealed.includes('sk-secret'), false)
    assert.equal(vault.open(sealed, place), 'sk-secret')
    assert.notEqual(vault.seal('sk-secret', place), sealed)
  })

  test('opens nothing in another place than it was sealed for', () => {
    const vault = vaultOf('a master key')
    const sealed = vault.seal('sk-secret', place)
    for (const other of [{ tenant: 'acme' }, { kind: 'MODEL' }, { name: 'other' }, { key: 'secretKey' }])
      assert.throws(() => vault.open(sealed, { ...place, ...other }), /belongs elsewhere/)
  })

  test('opens nothing that was changed in a single character', () => {
    const vault = vaultOf('a master key')
    const sealed = vault.seal('sk-secret', place)
    for (let at = 0; at < sealed.length; at++) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
      // The last characters of base64url hold bits that mean nothing.
      try {
        assert.equal(vault.open(changed, place), 'sk-secret')
        assert.deepEqual(bytesOf(changed), bytesOf(sealed))
      } catch (error) {
        assert.ok(error instanceof Error)
        assert.doesNotMatch(`${error.message}${error.stack}`, /sk-secret|a master key/)
      }
    }
  })

  test('tells which variable to set when another master key has sealed', () => {
    const sealed = vaultOf('the earlier one').seal('sk-secret', place)
    assert.throws(() => vaultOf('the present one').open(sealed, place), {
      message:
        /^The apiKey of the provider `main` was sealed with another master key .*WEIR_MASTER_KEY_PREVIOUS/,
    })
  })

  test('wraps anew under the present master key what an earlier one has sealed', () => {
    const sealed = vaultOf('the earlier one').seal('sk-secret', place)
    const both = vaultOf('the present one', 'the earlier one')
    assert.equal(both.open(sealed, place), 'sk-secret')
    const rewrapped = both.rewrap(sealed, place) ?? assert.fail('nothing was wrapped anew')
    assert.equal(vaultOf('the present one').open(rewrapped, place), 'sk-secret')
    assert.equal(both.rewrap(rewrapped, place), undefined)
  })
})

const bytesOf = (sealed: string) => sealed.split('.').map(part => Buffer.from(part, 'base64url'))
