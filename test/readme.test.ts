import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { createAuthority } from './kit/certificates.ts'
import { startGateway, type TestGateway } from './kit/gateway.ts'
import { root } from './kit/process.ts'

// What README.md shows is true: each of its blocks is run as it stands, with the address and the key put in.

const text = readFileSync(join(root, 'README.md'), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const run = promisify(execFile)

interface Block {
  readonly language: string
  readonly code: string
}

const blocks: readonly Block[] = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(
  ([, language = '', code = '']) => ({ language, code }),
)

/** What else a variable of the README may hold. */
const authority = createAuthority('README')
const pems = new Map([
  ['ROUTER_SECRET', 'a secret of the README and of its router'],
  ['TLS_CERTIFICATE', authority.certificate],
  ['TLS_KEY', authority.key],
  ['TLS_CLIENT_CA', authority.certificate],
])

describe('the README', { timeout: 60_000 }, () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway.close())

  const here = (code: string): string => code.replaceAll('http://localhost:4000', gateway.url)
  const env = () => ({ PATH: process.env.PATH, WEIR_KEY: gateway.adminKey })

  /** An answer of either API that is not an error. */
  const assertAnswered = (output: string): void => {
    const answer = JSON.parse(output)
    const said = answer.choices?.[0].message.content ?? answer.data?.complete.message.text
    assert.ok(typeof said === 'string' && said !== '', output)
  }

  const checks: { readonly [language: string]: (code: string) => Promise<void> } = {
    /** Commands ask the gateway, or are scripts of this repository. */
    async sh(code) {
      if (code.startsWith('curl')) {
        const { stdout } = await run('sh', ['-c', here(code).replace('curl', 'curl --silent --show-error')], {
          env: env(),
        })
        return assertAnswered(stdout)
      }
      const commands = code
        .split(/\n|&&/)
        .map(command => command.replace(/#.*$/, '').trim())
        .filter(Boolean)
      for (const command of commands) {
        const [, , script] = /^([A-Z_]+=\S+ +)*npm (?:run )?(\w+)/.exec(command) ?? []
        assert.ok(script === 'ci' || (script !== undefined && script in scripts), command)
      }
    },
    async js(code) {
      const about = { cwd: join(root, 'test'), env: env() }
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', here(code)], about)
      assert.ok(stdout.length > 10, stdout)
    },
    async graphql(code) {
      const client = createClient({
        url: `${gateway.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${gateway.adminKey}` },
        retryAttempts: 0,
      })
      const results = await Array.fromAsync(client.iterate({ query: code }))
      await client.dispose()
      assert.ok(results.length > 0)
      for (const { errors } of results) assert.equal(errors, undefined)
      assert.doesNotMatch(JSON.stringify(results), /Failed|Exceeded|Blocked/)
    },
    async yaml(code) {
      const keys = [...code.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [
        name,
        pems.get(name) ?? 'sk-of-the-readme',
      ])
      await (await startGateway({ yaml: code, env: Object.fromEntries(keys) })).close()
    },
    /** Pictures. */
    async ''() {},
  }

  for (const [index, { language, code }] of blocks.entries())
    test(`shows what works: block ${index + 1}, ${language || 'a picture'}: ${code.trim().split('\n')[0]}`, async () => {
      const check = checks[language]
      assert.ok(check, `nothing checks blocks of ${language}`)
      await check(code)
    })

  test('shows how to ask by curl, by GraphQL and by the OpenAI SDK, and how to configure', () => {
    const languages = new Set(blocks.map(({ language }) => language))
    for (const language of ['graphql', 'js', 'sh', 'yaml']) assert.ok(languages.has(language), language)
    assert.ok(text.includes('npm ci && npm start'))
    assert.ok(text.includes('npm ci && npm test'))
  })

  test('links to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => target)
    const missing = links.filter(target => !/^https?:/.test(target) && !existsSync(join(root, target)))
    assert.ok(links.length > 0)
    assert.deepEqual(missing, [])
  })

  test('names the test command that the build runs', () => {
    const build = readFileSync(join(root, '.ci/run'), 'utf8')
    assert.match(build, /^npm test$/m)
  })
})
