import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRetryable, openaiFailure } from '../../../src/providers/kit/openai-failure.ts'
import { maxRetryAfterMs, retryAfterMs } from '../../../src/providers/kit/retry-after.ts'

test('time-outs, conflicts, rate limits and faults may be tried again, unless the provider says otherwise', () => {
  for (const status of [408, 409, 425, 429, 500, 502, 503, 504, 520, 529]) assert.ok(isRetryable(status))
  for (const status of [301, 400, 401, 402, 403, 404, 413, 422, 451, 501]) assert.ok(!isRetryable(status))
  assert.ok(!isRetryable(429, { 'x-should-retry': 'false' }))
  assert.ok(isRetryable(400, { 'x-should-retry': 'true' }))
})

test('the code is the most telling word of the error, in whichever form it comes', () => {
  for (const [body, code] of [
    ['{"error":{"code":"rate_limit_exceeded","type":"tokens"}}', 'rate_limit_exceeded'],
    ['{"error":{"code":null,"type":"invalid_request_error"}}', 'invalid_request_error'],
    ['{"error":{"code":"429","message":"Try again"}}', '429'],
    ['{"error":{"code":429}}', '429'],
    ['[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]', 'RESOURCE_EXHAUSTED'],
    ['{"object":"error","message":"no","type":"BadRequestError","code":400}', 'BadRequestError'],
    ['{"message":"no such model","code":"model_not_found"}', 'model_not_found'],
    ['{"errors":[{"key":"fail.invalid","code":"fail.invalid"}]}', 'fail.invalid'],
    ['{"error":"plain"}', undefined],
    ['{"detail":"Invalid API Key"}', undefined],
    ['data: {"error":{"code":"overloaded"}}\n\n', 'overloaded'],
    ['{"error":{"code":"bad_Bearer sk-1 alice@example.com","type":"auth_error"}}', 'auth_error'],
    ['{"error":{"code":"bad alice@example.com"}}', undefined],
    [`{"error":{"code":"${'z'.repeat(65)}"}}`, undefined],
    ['{"error":{"code":{"a":1},"type":["b c"]}}', undefined],
    ['<html>Bad gateway</html>', undefined],
    ['', undefined],
  ] as const)
    assert.equal(openaiFailure(429, {}, body).code, code, body)
})

test('a failure carries status, retryability and the wait that was asked for', () => {
  const { kind, status, retryable, retryAfterMs } = openaiFailure(429, { 'retry-after': '3' }, '{"error":{}}')
  assert.deepEqual(
    { kind, status, retryable, retryAfterMs },
    { kind: 'HTTP_STATUS', status: 429, retryable: true, retryAfterMs: 3000 },
  )
})

test('the wait is read from every place where providers write it', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT'
  for (const [headers, message, wait] of [
    [{ 'retry-after-ms': '174', 'retry-after': '9' }, '', 174],
    [{ 'retry-after-ms': '0', 'retry-after': '9' }, '', 9000],
    [{ 'retry-after': '1.5' }, '', 1500],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:07 GMT', date }, '', 7000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:07 GMT' }, '', undefined],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m30s' }, '', 90_000],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '12ms' }, '', 12],
    [{ 'x-ratelimit-remaining-tokens': '7', 'x-ratelimit-reset-tokens': '6s' }, '', undefined],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' }, '', 5000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795348807000', date }, '', 7000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795348807', date }, '', 7000],
    [{}, 'Please try again in 3.89s. Visit https://', 3890],
    [{}, 'Please retry after 20 seconds.', 20_000],
    [{}, 'Rate limit is exceeded. Try again in 2 seconds.', 2000],
    [{}, 'Please retry in 20.04466179s.', 20_045],
    [{}, 'Please try again later', undefined],
    [{}, 'Please try again in 3 constructors', undefined],
    [{ 'retry-after': 'soon' }, '', undefined],
    [{ 'retry-after': '-5' }, '', undefined],
  ] as const)
    assert.equal(retryAfterMs(headers, message), wait, JSON.stringify([headers, message]))
})

test('no provider makes us wait longer than an hour', () => {
  assert.equal(retryAfterMs({ 'retry-after': '86400' }), maxRetryAfterMs)
  assert.equal(retryAfterMs({}, 'Please try again in 114h18m0s.'), maxRetryAfterMs)
})
