import assert from 'node:assert/strict'
import { test } from 'node:test'
import { key, startServer } from '../../kit/http-server.ts'

const asked = {
  'a query': { query: 'query ($name: String) { hello(name: $name) }', variables: { name: 'Weir' } },
  'a mutation': { query: 'mutation { ask(input: { text: "why?" }) }' },
  'a field that fails': { query: '{ failing }' },
  'a variable of the wrong type': {
    query: 'query ($name: String) { hello(name: $name) }',
    variables: { name: {} },
  },
  'a field that is not there': { query: '{ nothing }' },
  'a subscription': { query: 'subscription { count(to: 1) { ... on Tick { number } } }' },
  'variables as text': { query: '{ hello }', variables: '{}' },
  'no operation of that name': { query: 'query A { hello }', operationName: 'B' },
}

const accepts = [
  '*/*',
  'application/json',
  'application/json, */*',
  'application/graphql-response+json',
  'application/graphql-response+json,application/json;q=0.9',
]

test('what is answered without Apollo Server is answered as Apollo Server does', async () => {
  await using server = await startServer()
  const ask = async (body: object, accept: string) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { authorization: key, 'content-type': 'application/json', accept },
      body: JSON.stringify(body),
    })
    const { headers, status } = response
    const told = Object.fromEntries(
      ['cache-control', 'content-length', 'content-type'].map(name => [name, headers.get(name)]),
    )
    return { status, told, text: await response.text() }
  }
  // Extensions are Apollo Server's business, also when there are none.
  for (const accept of accepts)
    for (const [name, body] of Object.entries(asked))
      assert.deepEqual(
        await ask(body, accept),
        await ask({ ...body, extensions: {} }, accept),
        `${name}, ${accept}`,
      )
})
