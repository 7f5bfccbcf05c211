import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overlay } from '../../src/control/overlay.ts'

test('shows its own over the base, as one map with both would', () => {
  const own = new Map([
    ['a', 1],
    ['b', 2],
  ])
  const base = new Map([
    ['b', 20],
    ['c', 30],
  ])
  const map = overlay(own, base)
  const merged = new Map([...own, ...[...base].filter(([key]) => !own.has(key))])
  assert.deepEqual([...map], [...merged])
  assert.deepEqual([...map.keys()], [...merged.keys()])
  assert.deepEqual([...map.values()], [...merged.values()])
  assert.equal(map.size, merged.size)
  for (const key of ['a', 'b', 'c', 'd']) {
    assert.equal(map.get(key), merged.get(key))
    assert.equal(map.has(key), merged.has(key))
  }
  const visited: unknown[] = []
  map.forEach((value, key) => void visited.push([key, value]))
  assert.deepEqual(visited, [...merged])
})
