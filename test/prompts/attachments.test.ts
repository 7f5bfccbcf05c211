import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { createClient } from 'graphql-sse'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { faultsOf } from '../kit/prompts.ts'
import { type ProviderServer, providerServer } from '../kit/provider-server.ts'

const sdl = /* GraphQL */ `
  extend type Prompts {
    "Describes photos."
    describe(photo: ImageInput!, more: [ImageInput!], about: String = "all"): String!
      @prompt(model: "small", system: "You see.", user: "Describe {{ about }}")
    assist(
      question: String!
      tools: [ToolInput!]! = [{
        name: "look_up"
        description: "Looks an order up."
        parameters: { type: "object", properties: { order: { type: "string" } }, required: ["order"] }
      }]
    ): PromptReply! @prompt(model: "small", user: "{{ question }}")
  }
`

const pixel = 'iVBORw0KGgo='

describe('images and tools as arguments', { timeout: 60_000 }, () => {
  let provider: ProviderServer
  let gateway: TestGateway
  let says: object[] = []
  before(async () => {
    provider = await providerServer((response: ServerResponse, { body }) => {
      const message = says.shift() ?? { content: 'A cat.' }
      const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 }
      if (!JSON.parse(body).stream) {
        response.writeHead(200, { 'content-type': 'application/json' })
        const choices = [
          { index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: 'stop' },
        ]
        return response.end(
          JSON.stringify({ id: 'x', object: 'chat.completion', model: 'm', choices, usage }),
        )
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const [delta, reason] of [
        [message, null],
        [{}, 'stop'],
      ] as const)
        response.write(
          `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }], usage })}\n\n`,
        )
      return response.end('data: [DONE]\n\n')
    })
    gateway = await startGateway({
      yaml: `
providers: [{ name: fake, kind: openai-compatible, baseUrl: '${provider.url}', apiKey: x, allowInsecure: true }]
models: [{ name: small, deployments: [{ provider: fake, model: m }], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }]
`,
    })
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      { sdl },
    )
    assert.equal(errors, undefined)
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })

  const lastAsked = () => JSON.parse(provider.asked.at(-1)?.body ?? '{}')
  const rest = async (address: string, body: object) => {
    const answer = await fetch(`${gateway.url}/v1/prompts/${address}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.adminKey}` },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: await answer.json() }
  }
  const call = (name: string, given: object[]) => ({
    tool_calls: given.map((input, index) => ({
      index,
      id: `call-${index}`,
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    })),
  })

  const images = {
    photo: { url: 'https://example.com/cat.png', detail: 'LOW' },
    more: [{ data: pixel, mediaType: 'image/png' }, { url: `data:image/png;base64,${pixel}` }],
  }
  const question = [
    { type: 'image_url', image_url: { url: 'https://example.com/cat.png', detail: 'low' } },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
    { type: 'text', text: 'Describe all' },
  ]

  test('images stand in the question, before its text, over GraphQL and REST', async () => {
    const { data, errors } = await gateway.graphql(
      'query ($photo: ImageInput!, $more: [ImageInput!]) { prompts { describe(photo: $photo, more: $more) } }',
      images,
    )
    assert.deepEqual([data?.prompts.describe, errors], ['A cat.', undefined])
    assert.deepEqual(lastAsked().messages, [
      { role: 'system', content: 'You see.' },
      { role: 'user', content: question },
    ])
    const answer = await rest('describe', images)
    assert.deepEqual(answer, { status: 200, body: 'A cat.' })
    assert.deepEqual(lastAsked().messages[1].content, question)
  })

  for (const [what, photo, message] of [
    ['a private address', { url: 'https://10.0.0.1/cat.png' }, 'photo.url must be a public https address'],
    ['plain http', { url: 'http://example.com/cat.png' }, 'photo.url must be a public https address'],
    ['the address of another thing', { url: 'data:image/png,abc' }, 'photo.url must say its media type'],
    ['what is no image', { data: pixel, mediaType: 'text/html' }, 'photo.mediaType must be the media type'],
    ['nothing', {}, 'photo must have either url, or data with mediaType'],
  ] as const)
    test(`an image that is ${what} is refused by its place, and no provider is asked`, async () => {
      const before = provider.asked.length
      const { errors } = await gateway.graphql(
        'query ($photo: ImageInput!) { prompts { describe(photo: $photo) } }',
        { photo },
      )
      assert.equal(errors?.[0]?.extensions.code, 'INVALID_INPUT')
      assert.ok(errors?.[0]?.message.startsWith(message), errors?.[0]?.message)
      const { status, body } = await rest('describe', { photo })
      assert.equal(status, 400)
      assert.ok(body.error.message.startsWith(message), body.error.message)
      assert.equal(provider.asked.length, before)
    })

  const assist =
    'query ($tools: [ToolInput!]!) { prompts { assist(question: "Where?", tools: $tools) { text toolCalls { id name arguments } } } }'
  const declared = '{ prompts { assist(question: "Where?") { text toolCalls { id name arguments } } } }'

  test('tools are offered to the model, and its calls are typed', async () => {
    says = [call('look_up', [{ order: '7' }, { order: '8' }])]
    const { data, errors } = await gateway.graphql(declared)
    assert.equal(errors, undefined)
    assert.deepEqual(data.prompts.assist, {
      text: null,
      toolCalls: [
        { id: 'call-0', name: 'look_up', arguments: '{"order":"7"}' },
        { id: 'call-1', name: 'look_up', arguments: '{"order":"8"}' },
      ],
    })
    assert.equal(lastAsked().tools[0].function.description, 'Looks an order up.')
    says = [{ content: 'No need.' }]
    const parameters = { type: 'object', properties: {} }
    const own = await gateway.graphql(assist, { tools: [{ name: 'ring', parameters }] })
    assert.deepEqual(own.data.prompts.assist, { text: 'No need.', toolCalls: [] })
    assert.deepEqual(
      lastAsked().tools.map((tool: { function: { name: string } }) => tool.function.name),
      ['ring'],
    )
  })

  test('a call of a tool that is not there, or whose arguments do not fit the tool, is sent back once', async () => {
    says = [call('look_up', [{ wrong: 1 }]), call('look_up', [{ order: '7' }])]
    const { data } = await gateway.graphql(declared)
    assert.equal(data.prompts.assist.toolCalls[0].arguments, '{"order":"7"}')
    assert.match(
      lastAsked().messages.at(-1).content,
      /the arguments of `look_up` do not fit its parameters: order must be there/,
    )
    says = [call('shout', [{}]), call('shout', [{}])]
    const { errors } = await gateway.graphql(declared)
    assert.equal(errors?.[0]?.extensions.code, 'PROVIDERS_FAILED')
    assert.match(errors?.[0]?.message ?? '', /twice: there is no tool `shout`; there are look_up/)
  })

  test('tools that no model could take are refused by their place', async () => {
    for (const [tools, message] of [
      [[{ name: 'a b', parameters: { type: 'object' } }], 'tools[0].name must be'],
      [[{ name: 'a', parameters: [] }], 'tools[0].parameters must be a JSON object'],
      [[{ name: 'a', parameters: { type: 'string' } }], 'tools[0].parameters must be a JSON Schema'],
    ] as const) {
      const { errors } = await gateway.graphql(assist, { tools })
      assert.equal(errors?.[0]?.extensions.code, 'INVALID_INPUT')
      assert.ok(errors?.[0]?.message.startsWith(message), errors?.[0]?.message)
    }
  })

  test('a reply is streamed: its text as it grows, its calls with the whole', async () => {
    says = [{ content: 'One moment.', ...call('look_up', [{ order: '7' }]) }]
    const client = createClient({
      url: `${gateway.url}/graphql/stream`,
      headers: { authorization: `Bearer ${gateway.adminKey}` },
    })
    const events: unknown[] = []
    for await (const { data, errors } of client.iterate({
      query:
        'subscription { prompts { assist(question: "Where?") { partial { text } answer { text toolCalls { name } } } } }',
    })) {
      assert.equal(errors, undefined)
      events.push((data as { prompts: { assist: unknown } }).prompts.assist)
    }
    client.dispose()
    assert.deepEqual(events, [
      { partial: { text: 'One moment.' }, answer: null },
      { partial: null, answer: { text: 'One moment.', toolCalls: [{ name: 'look_up' }] } },
    ])
  })

  test('are described by OpenAPI as what they are', async () => {
    const document = await fetch(`${gateway.url}/v1/openapi.json`, {
      headers: { authorization: `Bearer ${gateway.adminKey}` },
    })
    const { paths } = (await document.json()) as {
      paths: Record<
        string,
        { post: { requestBody: { content: Record<string, { schema: { properties: object } }> } } }
      >
    }
    const body = paths['/v1/prompts/describe']?.post.requestBody.content['application/json']
    assert.deepEqual(Object.keys(body?.schema.properties ?? {}), ['photo', 'more', 'about'])
  })
})

const field = (head: string, user = 'x') =>
  `extend type Prompts { ask${head} @prompt(model: "small", user: "${user}") }`

for (const [what, sdl, fault] of [
  [
    'a template that reads an image',
    field('(photo: ImageInput!): String', '{{ photo.url }}'),
    /^1:\d+ The template of `user` reads `photo`, which goes to the model/,
  ],
  [
    'tools without PromptReply',
    field('(tools: [ToolInput!]!): String'),
    /^1:23 What takes `\[ToolInput!\]` answers with `PromptReply`/,
  ],
  [
    'PromptReply without tools',
    field('(text: String!): PromptReply', '{{ text }}'),
    /^1:23 What takes `\[ToolInput!\]` answers/,
  ],
  [
    'a list of PromptReply',
    field('(tools: [ToolInput!]!): [PromptReply!]'),
    /`PromptReply` is a type of the contract/,
  ],
  [
    'an image within an input',
    `${field('(of: Of!): String', '{{ of.text }}')} input Of { text: String photo: ImageInput }`,
    /`ImageInput` is a type of the contract/,
  ],
  [
    'a default that is no image',
    field('(photo: ImageInput = { url: \\"http://x\\" }): String').replaceAll('\\"', '"'),
    /photo.url must be a public https address/,
  ],
  [
    'a default that is no tool',
    field('(tools: [ToolInput!] = [{ name: "a", parameters: 1 }]): PromptReply'),
    /tools\[0\].parameters must be a JSON object/,
  ],
  [
    'an image at a field of an entity',
    'extend type Product @key(fields: "id") { id: ID! @external of(photo: ImageInput!): String @prompt(model: "small", user: "x") }',
    /a field of one takes no images and no tools/,
  ],
] as const)
  test(`${what} is refused where it stands`, () => {
    const faults = faultsOf(sdl)
    assert.ok(
      faults.some(told => fault.test(told)),
      faults.join('\n'),
    )
  })
