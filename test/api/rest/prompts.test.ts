import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { reviewSdl } from '../../kit/prompts.ts'

const sdl = reviewSdl.replace('"small"', '"simulator"')
const textSdl = (user: string) =>
  `extend type Prompts { sayHello(name: String!): String! @prompt(model: "simulator", user: "${user} {{ name }}") }`

describe('prompts over REST', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
    await publish(sdl)
    await publish(textSdl('Say hello to'))
    await publish(textSdl('Greet'), ['staging'])
  })
  after(() => gateway.close())

  const publish = async (sdl: string, labels = ['production']) => {
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!, $labels: [String!]!) { publishPrompt(sdl: $sdl, input: { labels: $labels }) { version { number } } }',
      { sdl, labels },
    )
    assert.equal(errors, undefined)
  }
  const call = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/v1/prompts/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${gateway.adminKey}`,
        ...headers,
      },
      body: JSON.stringify(body),
    })
  const openApi = async () => {
    const answer = await fetch(`${gateway.url}/v1/openapi.json`, {
      headers: { authorization: `Bearer ${gateway.adminKey}` },
    })
    return await answer.json()
  }

  test('answer with their value, and tell their version', async () => {
    const answer = await call('summarize-review', { text: 'So fast!' })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('x-weir-prompt'), 'summarizeReview@1')
    assert.ok(answer.headers.get('x-weir-call-id'))
    const value = (await answer.json()) as object
    assert.deepEqual(Object.keys(value), ['summary', 'keyPoints', 'sentiment'])
  })

  test('are called in force, by version and by label', async () => {
    for (const [path, version] of [
      ['say-hello', 1],
      ['say-hello@1', 1],
      ['say-hello@2', 2],
      ['say-hello@staging', 2],
      ['say-hello@production', 1],
    ] as const) {
      const answer = await call(path, { name: 'Ada' })
      assert.equal(answer.status, 200, path)
      assert.equal(answer.headers.get('x-weir-prompt'), `sayHello@${version}`, path)
      assert.match((await answer.json()) as string, version === 1 ? /Say hello to Ada/ : /Greet Ada/)
    }
    for (const path of ['say-hello@3', 'say-hello@nowhere', 'nobody', 'say-hello@'])
      assert.equal((await call(path, { name: 'Ada' })).status, 404, path)
  })

  test('stream text where events are accepted', async () => {
    const answer = await call('say-hello', { name: 'Ada' }, { accept: 'text/event-stream' })
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type') ?? '', /text\/event-stream/)
    const events = (await answer.text()).trim().split('\n\n')
    assert.equal(events.pop(), 'data: [DONE]')
    assert.ok(events.length > 3)
    const text = events.map(event => JSON.parse(event.slice('data: '.length)).text).join('')
    assert.match(text, /Say hello to Ada/)
  })

  test('stream a value as it grows, and the whole of it at last', async () => {
    const answer = await call('summarize-review', { text: 'So fast!', stream: true })
    assert.match(answer.headers.get('content-type') ?? '', /text\/event-stream/)
    assert.ok(answer.headers.get('x-weir-call-id'))
    const events = (await answer.text()).trim().split('\n\n')
    assert.equal(events.pop(), 'data: [DONE]')
    const said = events.map(event => JSON.parse(event.slice('data: '.length)))
    const last = said.pop()
    assert.deepEqual(Object.keys(last.answer), ['summary', 'keyPoints', 'sentiment'])
    assert.ok(said.length > 0)
    for (const { partial } of said) {
      assert.deepEqual(Object.keys(partial), ['summary', 'keyPoints', 'sentiment'])
      assert.ok(partial.summary === null || last.answer.summary.startsWith(partial.summary))
    }
    const whole = await call('summarize-review', { text: 'So fast!', stream: false })
    assert.deepEqual(await whole.json(), last.answer)
  })

  test('have `stream` as an argument where they say so', async () => {
    await publish(
      'extend type Prompts { follow(stream: Boolean!): String! @prompt(model: "simulator", user: "Is it {{ stream }}?") }',
    )
    const answer = await call('follow', { stream: true })
    assert.match((await answer.json()) as string, /Is it true/)
    await gateway.graphql(
      'mutation { movePromptLabel(input: { name: "follow", label: "production" }) { template { name } } }',
    )
  })

  test('refuse what does not fit, with its place', async () => {
    for (const [path, body, param] of [
      ['say-hello', {}, 'name'],
      ['say-hello', { name: 'Ada', more: 1 }, 'more'],
      ['summarize-review', { text: 'x', tone: 'RUDE' }, 'tone'],
      ['say-hello', ['Ada'], 'body'],
    ] as const) {
      const answer = await call(path, body)
      assert.equal(answer.status, 400)
      const { error } = (await answer.json()) as { error: { param: string; code: string } }
      assert.deepEqual({ param: error.param, code: error.code }, { param, code: 'invalid_input' })
    }
    assert.equal((await call('say-hello', { name: 'Ada' }, { authorization: 'Bearer no' })).status, 401)
  })

  test('hold a key to its operations', async () => {
    const { secret } = await gateway.newKey({ operations: ['prompts.sayHello'] })
    const authorization = `Bearer ${secret}`
    assert.equal((await call('say-hello', { name: 'Ada' }, { authorization })).status, 200)
    assert.equal((await call('summarize-review', { text: 'x' }, { authorization })).status, 404)
  })

  test('that a caller may not use are answered as what nobody has ever published', async () => {
    for (const about of [{ operations: ['complete'] }, { roles: ['ANALYST'] }]) {
      const { secret } = await gateway.newKey(about)
      const answerTo = async (path: string, body: unknown, accept: string) => {
        const answer = await call(path, body, { authorization: `Bearer ${secret}`, accept })
        const headers = [...answer.headers].filter(([name]) => !['date', 'x-request-id'].includes(name))
        return { status: answer.status, headers, body: await answer.text() }
      }
      for (const accept of ['application/json', 'text/event-stream']) {
        const unknown = await answerTo('nobody-has-it', {}, accept)
        assert.equal(unknown.status, 404)
        for (const path of [
          'say-hello',
          'say-hello@1',
          'say-hello@2',
          'say-hello@staging',
          'summarize-review',
        ])
          for (const body of [{ name: 'Ada' }, { unheard: 'of' }, []])
            assert.deepEqual(await answerTo(path, body, accept), unknown, `${path} ${JSON.stringify(about)}`)
      }
    }
  })

  test('are described by an OpenAPI document that is valid, and that their answers fit', async () => {
    const document = (await openApi()) as {
      paths: Record<string, { post: { responses: { 200: { content: Record<string, { schema: object }> } } } }>
    }
    const { valid, errors } = await new Validator().validate(document)
    assert.ok(valid, JSON.stringify(errors))
    assert.deepEqual(Object.keys(document.paths), ['/v1/prompts/summarize-review', '/v1/prompts/say-hello'])
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    for (const [path, body] of [
      ['/v1/prompts/summarize-review', { text: 'x' }],
      ['/v1/prompts/say-hello', { name: 'Ada' }],
    ] as const) {
      const schema = document.paths[path]?.post.responses[200].content['application/json']?.schema ?? {}
      const value = await (await call(path.replace('/v1/prompts/', ''), body)).json()
      assert.ok(ajv.validate(schema, value), JSON.stringify(ajv.errors))
    }
  })
})
