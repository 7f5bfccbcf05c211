import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, errorCodes, GatewayError } from '../../../src/core/error.ts'
import type { Attempt } from '../../../src/core/record.ts'
import { callId, finish, hello, jsonOf, play, start, startedAt, startRest } from './server.ts'

const now = startedAt + 42

test('a refusal names what to change as the client says it', async t => {
  const message = 'The call may cost 2 USD, more than its maxCostUsd of 1; ask for less (maxOutputTokens)'
  const server = await startRest(t, play(new GatewayError('QUOTA_EXCEEDED', message)))
  const { error } = await jsonOf(await server.post('/chat/completions', hello))
  assert.equal(
    error.message,
    'The call may cost 2 USD, more than its x-weir-max-cost-usd of 1; ask for less (max_completion_tokens)',
  )
})

test('each code of the table has its status, type and code', async t => {
  const codes: { readonly [code in ErrorCode]: string } = {
    UNAUTHENTICATED: 'invalid_api_key',
    FORBIDDEN: 'forbidden',
    NOT_FOUND: 'model_not_found',
    CONFLICT: 'conflict',
    INVALID_INPUT: 'invalid_input',
    INVALID_PROMPT: 'invalid_prompt',
    RATE_LIMITED: 'rate_limit_exceeded',
    QUOTA_EXCEEDED: 'insufficient_quota',
    CONTENT_BLOCKED: 'content_policy_violation',
    PROVIDERS_FAILED: 'providers_failed',
    UNAVAILABLE: 'unavailable',
    INTERNAL: 'internal',
  }
  let error = new GatewayError('INTERNAL', '')
  const server = await startRest(t, (request, record) => play(error)(request, record))
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    error = new GatewayError(code, 'What to do', { callId })
    const answer = await server.post('/chat/completions', hello)
    assert.equal(answer.status, errorCodes[code].status)
    assert.equal(answer.headers.get('x-weir-call-id'), callId)
    assert.equal(answer.headers.get('x-should-retry'), errorCodes[code].retryable ? null : 'false')
    assert.deepEqual(await jsonOf(answer), {
      error: {
        message: 'What to do',
        type: errorCodes[code].openaiType,
        param: code === 'NOT_FOUND' ? 'model' : null,
        code: codes[code],
      },
    })
  }
})

test('a refusal by a limit says when to come back, and clients do not come back before', async t => {
  const quota = (meter: 'REQUESTS' | 'TOTAL_TOKENS') =>
    ({ name: 'q', scope: {}, meter, limit: 60n, window: 'MINUTE', action: 'BLOCK' }) as const
  let error = new GatewayError('RATE_LIMITED', 'Too many', {
    retryAfterMs: 1_500,
    quota: quota('REQUESTS'),
    left: 0n,
  })
  const server = await startRest(t, (request, record) => play(error)(request, record))
  const headersOf = async () => Object.fromEntries((await server.post('/chat/completions', hello)).headers)

  const soon = await headersOf()
  assert.equal(soon['retry-after'], '2')
  assert.equal(soon['retry-after-ms'], '1500')
  assert.equal(soon['x-ratelimit-limit-requests'], '60')
  assert.equal(soon['x-ratelimit-remaining-requests'], '0')
  assert.equal(soon['x-ratelimit-reset-requests'], '2s')
  assert.equal(soon['x-should-retry'], undefined)

  error = new GatewayError('QUOTA_EXCEEDED', 'Spent', {
    resetsAt: now + 3_600_000,
    quota: quota('TOTAL_TOKENS'),
    left: 7n,
  })
  const late = await headersOf()
  assert.equal(late['retry-after'], '3600')
  assert.equal(late['x-ratelimit-limit-tokens'], '60')
  assert.equal(late['x-ratelimit-remaining-tokens'], '7')
  assert.equal(late['x-ratelimit-reset-tokens'], '3600s')
  assert.equal(late['x-should-retry'], 'false')

  error = new GatewayError('QUOTA_EXCEEDED', 'More than the whole', { quota: quota('TOTAL_TOKENS') })
  const never = await headersOf()
  assert.equal(never['x-ratelimit-limit-tokens'], '60')
  assert.equal(never['x-ratelimit-remaining-tokens'], undefined)
  assert.deepEqual([never['retry-after'], never['x-should-retry']], [undefined, 'false'])
})

test('what neither waiting nor another try can mend is not worth repeating', async t => {
  const attempts = (status: number, code: string): Attempt[] => [
    { provider: 'main', deployment: 'main/small', outcome: 'FAILED', latencyMs: 1, status, code },
  ]
  let details = { attempts: attempts(503, 'overloaded'), callId }
  const server = await startRest(t, (request, record) =>
    play(new GatewayError('PROVIDERS_FAILED', 'No answer', details))(request, record),
  )
  const ask = () => server.post('/chat/completions', hello)
  assert.equal((await ask()).headers.get('x-should-retry'), null)
  for (const status of [400, 401, 402, 403, 404, 413, 422]) {
    details = { attempts: attempts(status, 'no'), callId }
    assert.equal((await ask()).headers.get('x-should-retry'), 'false', String(status))
  }
  for (const status of [408, 409, 429, 500, 529]) {
    details = { attempts: attempts(status, 'later'), callId }
    assert.equal((await ask()).headers.get('x-should-retry'), null, String(status))
  }
  details = { attempts: attempts(400, 'context_length_exceeded'), callId }
  const tooLong = await ask()
  assert.equal(tooLong.status, 400)
  assert.equal((await jsonOf(tooLong)).error.code, 'context_length_exceeded')
})

test('a place in the input is told in the words of the request', async t => {
  const server = await startRest(t, play(start, finish))
  const image = { type: 'image_url', image_url: { url: 'https://192.168.0.1/a.png' } }
  for (const [change, param, message] of [
    [{ messages: [] }, 'messages', /^messages must/],
    [
      { messages: [{ role: 'user', content: [image] }] },
      'messages[0].content[0].image_url.url',
      /^messages\[0\]\.content\[0\]\.image_url\.url must be a public https/,
    ],
    [
      { messages: [{ role: 'tool', content: 'x', tool_call_id: '' }] },
      'messages[0].tool_call_id',
      /^messages\[0\]\.tool_call_id must/,
    ],
    [
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: '', arguments: '' } }] }] },
      'messages[0].tool_calls[0].function.name',
      /must hold 1/,
    ],
    [{ top_p: 2 }, 'top_p', /^top_p must be from 0 to 1/],
    [{ seed: 0.5 }, 'seed', /whole number/],
    [{ tools: [{ type: 'function', function: { name: 'no name' } }] }, 'tools[0].function.name', /letters/],
    [
      { tools: [{ type: 'function', function: { name: 'a', parameters: { type: 'array' } } }] },
      'tools[0].function.parameters',
      /JSON Schema/,
    ],
    [{ tool_choice: 'required' }, 'tool_choice', /^tool_choice cannot/],
    [
      { response_format: { type: 'json_schema', json_schema: { name: ' ', schema: {} } } },
      'response_format.json_schema.name',
      /letters/,
    ],
  ] as const) {
    const answer = await server.post('/chat/completions', { ...hello, ...change })
    const { error } = await jsonOf(answer)
    assert.equal(answer.status, 400)
    assert.equal(error.param, param)
    assert.match(error.message, message)
    assert.equal(error.type, 'invalid_request_error')
  }
  assert.equal(server.requests.length, 0)
})

test('attribution that makes no sense is refused by the name of its header', async t => {
  const server = await startRest(t, play(start, finish))
  for (const [name, value] of [
    ['x-weir-subject', 'order'],
    ['x-weir-subject', ':4711'],
    ['x-weir-subject', `order:${'x'.repeat(257)}`],
    ['x-weir-max-cost-usd', 'a lot'],
    ['x-weir-max-cost-usd', '-1'],
    ['x-weir-tags', 'x'.repeat(65)],
    ['x-weir-tags', Array(21).fill('x').join()],
    ['x-weir-session', 'x'.repeat(257)],
    ['idempotency-key', 'x'.repeat(257)],
  ] as const) {
    const answer = await server.post('/chat/completions', hello, { [name]: value })
    assert.equal(answer.status, 400)
    assert.equal((await jsonOf(answer)).error.param, name)
  }
  assert.equal(server.requests.length, 0)
})

test('bodies that cannot be read are refused in the same shape', async t => {
  const server = await startRest(t, play(start, finish))
  for (const [body, headers, status, code, message] of [
    ['{"model":', {}, 400, 'invalid_json', /not valid JSON/],
    ['', {}, 400, 'empty_body', /empty/],
    ['[]', {}, 400, 'invalid_input', /must be a JSON object/],
    ['{"__proto__":{}}', {}, 400, 'invalid_json', /./],
    [
      'model=small',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_media_type',
      /application\/json/,
    ],
    [
      JSON.stringify(hello),
      { 'content-type': 'text/plain' },
      415,
      'unsupported_media_type',
      /application\/json/,
    ],
    [
      JSON.stringify({ ...hello, user: 'x'.repeat(1_000_000) }),
      {},
      413,
      'body_too_large',
      /1000000 bytes at most/,
    ],
  ] as const) {
    for (const path of ['/chat/completions', '/embeddings']) {
      const answer = await server.post(path, body, headers)
      const { error } = await jsonOf(answer)
      assert.equal(answer.status, status, body.slice(0, 50))
      assert.equal(error.type, 'invalid_request_error')
      assert.equal(error.code, code)
      assert.match(error.message, message)
    }
  }
  assert.equal(server.requests.length, 0)
  assert.deepEqual(server.logged, [])
})

test('credentials come first: before the body, the address, and everything else', async t => {
  const server = await startRest(t, play(start, finish))
  const without = (path: string, authorization?: string) =>
    fetch(server.url + path, {
      method: path === '/models' ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
      ...(path !== '/models' && { body: '{"broken' }),
    })
  for (const path of ['/chat/completions', '/embeddings', '/models', '/nothing-here'])
    for (const authorization of [undefined, 'Bearer wrong']) {
      const answer = await without(path, authorization)
      assert.equal(answer.status, 401)
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="weir"')
      assert.equal((await jsonOf(answer)).error.code, 'invalid_api_key')
    }
  const away = await without('/models', 'Bearer nobody-knows')
  assert.equal(away.status, 503)
})

test('a gateway that takes no calls says so', async t => {
  const server = await startRest(t, play(start, finish))
  server.accepting = false
  const answer = await server.post('/chat/completions', hello)
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('retry-after'), '1')
  assert.equal((await jsonOf(answer)).error.code, 'unavailable')
  assert.equal(server.requests.length, 0)
})

test('an address that leads nowhere is told so, without its query', async t => {
  const server = await startRest(t, play(start, finish))
  const answer = await server.get('/audio/speech?key=secret')
  assert.equal(answer.status, 404)
  const { error } = await jsonOf(answer)
  assert.equal(error.code, 'unknown_url')
  assert.match(error.message, /GET \/v1\/audio\/speech\./)
})

test('a fault of ours is masked, and logged once with the id that the caller sees', async t => {
  const server = await startRest(t, play(new Error('password=1234')))
  const answer = await server.post('/chat/completions', hello)
  assert.equal(answer.status, 500)
  const body = await answer.text()
  assert.match(body, /Something went wrong on our side \(id [0-9a-f-]{36}\)/)
  assert.doesNotMatch(body, /1234|routes|stack/)
  assert.equal(server.logged.length, 1)
})
