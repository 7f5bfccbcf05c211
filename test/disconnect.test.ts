import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { get_encoding } from 'tiktoken'
import { type Script, type Seen, startFakeProvider } from './kit/fake-provider.ts'
import { startGateway, type TestGateway } from './kit/gateway.ts'
import { leavers, over } from './kit/leavers.ts'

// A client leaves, in every way that the APIs know, and the provider sees its connection closed.

/** The goal is 50 ms on an idle machine; a busy one gets some grace. */
const leavesWithinMs = 250

const yaml = (provider: string) => `
providers:
  - { name: fake, kind: openai-compatible, baseUrl: "${provider}", apiKey: sk-planted, allowInsecure: true }
models:
  - { name: small, deployments: [ { provider: fake, model: fake-1 } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
teams:
  - { name: search, applications: [ { name: web } ] }
quotas:
  - { name: tokens, scope: { team: search }, meter: TOTAL_TOKENS, limit: 1000000, window: MONTH, action: BLOCK }
  - { name: money, scope: { team: search }, meter: COST, limit: 100, window: MONTH, action: BLOCK }
  - { name: at-once, scope: { team: search }, meter: CONCURRENT_CALLS, limit: 50, action: BLOCK }
`

const produced = ['Air ', 'scatters ', 'blue']

const tokens = (pieces: readonly string[]): number =>
  get_encoding('o200k_base').encode_ordinary(pieces.join('')).length

/** After these pieces the provider says nothing more. */
const script = ({ text }: Seen): Script => ({
  pieces: text.includes('say something') ? produced : [],
  silent: true,
})

describe('a client that leaves', { timeout: 60_000 }, () => {
  let provider: Awaited<ReturnType<typeof startFakeProvider>>
  let gateway: TestGateway
  before(async () => {
    provider = await startFakeProvider(script)
    gateway = await startGateway({ yaml: yaml(provider.url) })
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })

  /** The key's only call, once the ledger has it. */
  const callOf = async (key: string): Promise<{ readonly [name: string]: unknown }> => {
    for (;;) {
      const { data } = await gateway.graphql(
        `query ($key: String!) {
          usage(filter: { where: [{ dimension: API_KEY, values: [$key] }] }, groupBy: [OUTCOME]) {
            rows { group { value } totals { requests inputTokens outputTokens } }
          }
        }`,
        { key },
      )
      const row = data.usage.rows[0]
      if (row) return { outcome: row.group[0].value, ...row.totals }
    }
  }

  const reserved = async (key: string): Promise<readonly string[]> => {
    const { data } = await gateway.graphql('{ viewer { quotas { reserved } } }', {}, key)
    return data.viewer.quotas.map((status: { reserved: string }) => status.reserved)
  }

  interface Moment {
    readonly way: string
    readonly text: string
    /** What the client has heard when it leaves. */
    readonly after: string
    readonly outputTokens: number
  }

  const leaves = async ({ way, text, after, outputTokens }: Moment): Promise<number> => {
    const { id, secret } = await gateway.newKey()
    const arrival = provider.next()
    const heard = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<never>()
    let all = ''
    const leave = leavers[way]?.({ url: gateway.url, key: secret, text }, said => {
      all += said
      if (all.includes(after)) heard.resolve()
      if (said.startsWith(over)) ended.reject(new Error(`it ended before anybody left: ${all}`))
    })
    // Of no interest behind what is waited for.
    ended.promise.catch(() => undefined)
    const seen = await Promise.race([arrival, ended.promise])
    if (after !== '') await Promise.race([heard.promise, ended.promise])
    assert.ok((await reserved(secret)).every(amount => Number(amount) > 0))

    const before = performance.now()
    leave?.()
    assert.equal(await seen.left, true)
    const tookMs = performance.now() - before
    assert.ok(tookMs < leavesWithinMs, `the provider was left after ${tookMs} ms`)
    const { inputTokens, ...row } = await callOf(id)
    assert.deepEqual(row, { outcome: 'CANCELLED', requests: 1, outputTokens })
    // The provider has read the question, whatever came of it.
    assert.ok(Number(inputTokens) > 0)
    assert.deepEqual(await reserved(secret), ['0', '0', '0'])
    return tookMs
  }

  for (const way of Object.keys(leavers))
    test(`and ${way} before the first byte: the provider is left at once, the question is billed`, async t => {
      const tookMs = await leaves({ way, text: 'be silent', after: '', outputTokens: 0 })
      t.diagnostic(`${tookMs.toFixed(1)} ms`)
    })

  for (const way of Object.keys(leavers).filter(way => !/JSON|mutation/.test(way)))
    test(`and ${way} in mid-stream: the provider is left at once, what came is billed`, async t => {
      const tookMs = await leaves({
        way,
        text: 'say something',
        after: 'blue',
        outputTokens: tokens(produced),
      })
      t.diagnostic(`${tookMs.toFixed(1)} ms`)
    })
})
