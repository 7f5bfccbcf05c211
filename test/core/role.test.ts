import assert from 'node:assert/strict'
import { test } from 'node:test'
import { impliedRoles, roles } from '../../src/core/role.ts'

test('an owner holds every role', () => {
  assert.deepEqual([...impliedRoles(['OWNER'])].sort(), [...roles].sort())
})

test('an admin holds all but the owner role', () => {
  const held = impliedRoles(['ADMIN'])
  assert.deepEqual([...held].sort(), roles.filter(role => role !== 'OWNER').sort())
})

test('the other roles hold themselves and nothing else', () => {
  for (const role of ['DEVELOPER', 'ANALYST', 'AUDITOR', 'APPROVER'])
    assert.deepEqual([...impliedRoles([role])], [role])
  assert.deepEqual([...impliedRoles(['ANALYST', 'APPROVER'])].sort(), ['ANALYST', 'APPROVER'])
  assert.deepEqual([...impliedRoles([])], [])
})

test('an unknown role implies nothing, whatever its name', () => {
  for (const role of ['SUPERUSER', 'constructor', '__proto__', 'owner'])
    assert.deepEqual([...impliedRoles([role])], [role])
})
