import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GraphQLError } from 'graphql'
import { createPresenter } from '../../../src/api/graphql/errors.ts'
import { errorCodes, GatewayError } from '../../../src/core/error.ts'
import type { LogFields } from '../../../src/core/ports.ts'
import { key, startServer, type TestServer, whenAborted, whenAsked } from '../../kit/http-server.ts'

const presenter = () => {
  const errors: LogFields[] = []
  const log = { info() {}, warn() {}, error: (fields: LogFields) => void errors.push(fields) }
  return { present: createPresenter({ log, newId: () => 'id-1' }), errors }
}

const post = (server: TestServer, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  })

test('an unknown error is masked, and logged once with the id that the caller is told', () => {
  const { errors, present } = presenter()
  const secret = new Error('password is hunter2')
  const error = present(new GraphQLError('password is hunter2', { path: ['a'], originalError: secret }))
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    message: 'Something went wrong on our side (id id-1)',
    path: ['a'],
    extensions: { code: 'INTERNAL' },
  })
  assert.equal(present(error), error, 'what was presented stays as it is')
  assert.deepEqual(errors, [{ errorId: 'id-1', err: secret, path: ['a'] }])
})

test('whatever is thrown is masked', () => {
  const { present } = presenter()
  for (const thrown of [
    undefined,
    null,
    'hunter2',
    7,
    {},
    new TypeError('hunter2'),
    new GraphQLError('hunter2', { path: ['a'] }),
  ])
    assert.deepEqual(present(thrown).formatted.extensions, { code: 'INTERNAL' })
})

test('an error of ours keeps its code and message, and of its details what callers may know', () => {
  const { errors, present } = presenter()
  const error = new GatewayError('RATE_LIMITED', 'Too many calls', {
    callId: 'call-1',
    path: 'messages[0]',
    retryAfterMs: 1_500,
    resetsAt: 0,
    attempts: [{ provider: 'p', deployment: 'd', outcome: 'FAILED', latencyMs: 1 }],
    cause: new Error('hunter2'),
  })
  const wrapped = new GraphQLError('Too many calls', { path: ['complete'], originalError: error })
  assert.deepEqual(present(wrapped).formatted, {
    message: 'Too many calls',
    path: ['complete'],
    extensions: {
      code: 'RATE_LIMITED',
      callId: 'call-1',
      path: 'messages[0]',
      retryAfterMs: 1_500,
      resetsAt: '1970-01-01T00:00:00.000Z',
    },
  })
  assert.equal(errors.length, 0)
})

test('work that ended because its caller left is nothing to log', () => {
  const { errors, present } = presenter()
  assert.equal(present(AbortSignal.abort().reason).formatted.extensions?.code, 'UNAVAILABLE')
  assert.equal(errors.length, 0)
})

test('every error that leaves the server has a code of the table and no stack', async () => {
  await using server = await startServer()
  for (const body of [
    { query: '{' },
    { query: '{ unheardOf }' },
    { query: '{ failing secretFailure refused }' },
    { query: 'query ($n: Int!) { pages(first: $n) { title } }' },
    { query: 'query ($n: Int) { pages(first: $n) { title } }', variables: { n: 'x' } },
    { query: 'query A { hello } query B { hello }' },
    { query: '{ hello }', operationName: '' },
    { query: '{ hello }', operationName: 'C' },
    { query: '{ hello }', variables: [] },
    { query: '{ hello }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
    { query: 7 },
    {},
    'text',
    null,
  ]) {
    const text = await (await post(server, body)).text()
    assert.doesNotMatch(text, /hunter2|select \*|\bat .*\.(ts|js)|stacktrace/)
    const { errors } = JSON.parse(text)
    assert.ok(errors.length > 0, text)
    for (const { extensions } of errors) assert.ok(Object.hasOwn(errorCodes, extensions.code), text)
  }
})

test('a suggestion is for those who have credentials', async () => {
  await using server = await startServer()
  assert.match(await (await post(server, { query: '{ helo }' })).text(), /Did you mean/)
})

test('a resolver that fails leaves the data beside it', async () => {
  await using server = await startServer()
  const response = await post(server, { query: '{ hello failing }' })
  assert.equal(response.status, 200)
  assert.deepEqual(await response.json(), {
    data: { hello: 'hello world', failing: null },
    errors: [
      {
        message: 'There is no such thing',
        locations: [{ line: 1, column: 9 }],
        path: ['failing'],
        extensions: { code: 'NOT_FOUND', callId: 'call-7', path: 'thing' },
      },
    ],
  })
})

test('a client that leaves stops its query and its mutation at once', async () => {
  for (const query of ['{ slow }', 'mutation { askSlowly }']) {
    await using server = await startServer()
    const leaving = new AbortController()
    const answer = post(server, { query }, { signal: leaving.signal }).catch(() => undefined)
    const origin = await whenAsked(server)
    leaving.abort()
    await Promise.all([whenAborted(origin), answer])
    assert.deepEqual(
      server.logged.filter(({ level }) => level === 'error'),
      [],
    )
  }
})
