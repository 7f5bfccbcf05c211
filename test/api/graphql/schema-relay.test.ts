import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { ESLint } from 'eslint'

const eslint = () =>
  new ESLint({
    cwd: join(import.meta.dirname, '../../..'),
    overrideConfigFile: join(import.meta.dirname, 'relay.eslint.js'),
  })

test('the contract keeps the rules of Relay: connections, edges, page info and their arguments', async () => {
  const results = await eslint().lintFiles(['schema/*.graphql'])
  assert.ok(results.length > 10)
  assert.deepEqual(
    results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)),
    [],
  )
})

test('a connection that breaks the rules of Relay would be seen', async () => {
  const sdl = 'extend type Query { keys(first: String): ApiKeyConnection } type PageInfo { hasNextPage: Int }'
  const [result] = await eslint().lintText(sdl, { filePath: 'schema/model.graphql' })
  assert.ok(result && result.messages.length >= 3)
})
