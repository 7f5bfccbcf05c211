import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { generate } from '@graphql-codegen/cli'
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios'
import { startGateway, type TestGateway } from './kit/gateway.ts'
import { root } from './kit/process.ts'
import { reviewSdl } from './kit/prompts.ts'

const run = promisify(execFile)

/** What a front-end developer writes; the types come from the gateway. */
const page = `
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'
import { graphql } from './generated/gql.ts'
import { Sentiment, Tone } from './generated/graphql.ts'

const summarize = graphql(\`
  query Summarize($text: String!, $tone: Tone) {
    prompts { summarizeReview(text: $text, tone: $tone) { summary keyPoints sentiment } }
  }
\`)

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new HttpLink({
    uri: process.env.WEIR_URL ?? '',
    headers: { authorization: \`Bearer \${process.env.WEIR_KEY}\` },
  }),
})
const { data } = await client.query({
  query: summarize,
  variables: { text: 'It came on time.', tone: Tone.Friendly },
})
const review = data?.prompts.summarizeReview
if (!review) throw new Error('There is no answer')
const points: readonly string[] = review.keyPoints
const isKnown: boolean = Object.values(Sentiment).includes(review.sentiment)
console.log(JSON.stringify({ summary: review.summary, points: points.length, isKnown }))
client.stop()
`

describe('clients of prompts that are generated', () => {
  let gateway: TestGateway
  let folder: string
  before(async () => {
    gateway = await startGateway()
    const sdl = reviewSdl.replace('"small"', '"simulator"')
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      { sdl },
    )
    assert.equal(errors, undefined)
    await mkdir(join(root, 'test/.generated'), { recursive: true })
    // Within the tests, so that their packages are found from there.
    folder = await mkdtemp(join(root, 'test/.generated/page-'))
  })
  after(async () => {
    await rm(folder, { recursive: true, force: true })
    await gateway.close()
  })

  const read = async (path: string): Promise<string> => {
    const headers = { authorization: `Bearer ${gateway.adminKey}` }
    return (await fetch(`${gateway.url}${path}`, { headers })).text()
  }

  test('call them over REST, out of the OpenAPI document', async () => {
    const definition = JSON.parse(await read('/v1/openapi.json')) as Document
    const api = new OpenAPIClientAxios({
      definition,
      axiosConfigDefaults: { headers: { authorization: `Bearer ${gateway.adminKey}` } },
    })
    const client = await api.init<{
      summarizeReview(
        parameters: null,
        body: { readonly text: string; readonly tone?: string },
      ): Promise<{ readonly status: number; readonly data: { readonly sentiment: string } }>
    }>()
    const { status, data } = await client.summarizeReview(null, {
      text: 'It came on time.',
      tone: 'FRIENDLY',
    })
    assert.equal(status, 200)
    assert.match(data.sentiment, /^(POSITIVE|NEUTRAL|NEGATIVE)$/)
  })

  test('call them with Apollo Client and types out of the schema, which compile', async () => {
    const schema = join(folder, 'schema.graphql')
    const source = join(folder, 'page.ts')
    await writeFile(schema, await read('/sdl'))
    await writeFile(source, page)
    await generate(
      {
        cwd: folder,
        silent: true,
        schema,
        documents: [source],
        generates: {
          [`${folder}/generated/`]: {
            preset: 'client',
            presetConfig: { fragmentMasking: false },
            config: {
              enumType: 'const',
              useTypeImports: true,
              importExtension: '.ts',
              emitLegacyCommonJSImports: false,
              scalars: {
                Decimal: 'string',
                DateTime: 'string',
                JSON: 'unknown',
                SafeInt: 'number',
                DetectorKind: 'string',
              },
            },
          },
        },
      },
      true,
    )
    assert.match(await readFile(join(folder, 'generated/graphql.ts'), 'utf8'), /summarizeReview/)
    const options = {
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'esnext',
        module: 'nodenext',
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        types: ['node'],
      },
      files: ['page.ts'],
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const tsc = join(root, 'test/node_modules/.bin/tsc')
    const compiled = await run(tsc, ['-p', folder]).catch(error => error)
    assert.equal(compiled.stdout, '', compiled.stdout)
    // What is of another type does not compile.
    await writeFile(source, page.replace("text: 'It came on time.'", 'text: 7'))
    await assert.rejects(run(tsc, ['-p', folder]))
    await writeFile(source, page)
    const env = { PATH: process.env.PATH, WEIR_URL: `${gateway.url}/graphql`, WEIR_KEY: gateway.adminKey }
    const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', source], { env })
    const { summary, points, isKnown } = JSON.parse(stdout)
    assert.ok(typeof summary === 'string' && points >= 0 && isKnown, stdout)
  })
})
