import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { weir } from '../kit/weir-command.ts'

describe('weir policy diff', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weir-test-'))
    await writeFile(join(folder, 'a.graphql'), 'type Query { a: Int @operation(name: "a") @quota @redact }')
    await writeFile(join(folder, 'b.graphql'), 'type Query { a: Int @operation(name: "a") @quota }')
  })
  after(() => rm(folder, { recursive: true }))

  const diff = (from: string, to: string, ...options: readonly string[]) =>
    weir(['policy', 'diff', join(folder, from), join(folder, to), ...options], {})

  test('fails where the policy is loosened, unless that is allowed', async () => {
    const loosened = await diff('a.graphql', 'b.graphql')
    assert.equal(loosened.code, 1)
    assert.equal(loosened.stderr, 'loosened: Query.a is governed by no guardrail any more\n')
    assert.equal((await diff('a.graphql', 'b.graphql', '--allow-loosening')).code, 0)
    const tightened = await diff('b.graphql', 'a.graphql')
    assert.equal(tightened.code, 0)
    assert.equal(tightened.stdout, 'tightened: Query.a is governed by guardrails now\n')
    assert.equal((await diff('a.graphql', 'a.graphql')).stdout, 'The policy is the same.\n')
  })

  test('speaks JSON', async () => {
    const { stdout } = await diff('b.graphql', 'a.graphql', '--json')
    assert.deepEqual(JSON.parse(stdout), {
      loosens: false,
      changes: [{ effect: 'TIGHTENED', coordinate: 'Query.a', message: 'is governed by guardrails now' }],
    })
  })

  test('says what is wrong with what it was told', async () => {
    for (const args of [
      ['policy'],
      ['policy', 'diff', join(folder, 'a.graphql')],
      ['policy', 'diff', 'x', 'y'],
    ]) {
      const { code, stderr } = await weir(args, {})
      assert.equal(code, 1, args.join(' '))
      assert.match(stderr, /^weir: /)
    }
  })
})
