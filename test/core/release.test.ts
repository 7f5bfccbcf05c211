import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareReleases, isRelease } from '../../src/core/release.ts'

// The example of semver.org, section 11, in order.
const ordered = [
  '0.9.9',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.10',
  '1.2.0',
  '2.0.0',
]

test('semantic versions come in the order of their specification', () => {
  assert.deepEqual([...ordered].reverse().sort(compareReleases), ordered)
  assert.equal(compareReleases('1.0.0-rc.1', '1.0.0-rc.1'), 0)
})

test('what is no semantic version is told apart', () => {
  for (const text of ordered) assert.ok(isRelease(text), text)
  for (const text of [
    '1',
    '1.0',
    'v1.0.0',
    '01.0.0',
    '1.0.0-',
    '1.0.0-01',
    '1.0.0-a..b',
    '1.0.0 ',
    '1.0.0.0',
  ])
    assert.ok(!isRelease(text), text)
})
