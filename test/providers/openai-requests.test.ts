import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ProviderFailure } from '../../src/core/provider.ts'
import { azureOpenai } from '../../src/providers/azure-openai.ts'
import { type Fields, fieldsOf, isFields, listOf } from '../../src/providers/kit/json.ts'
import { mistral } from '../../src/providers/mistral.ts'
import { openai } from '../../src/providers/openai.ts'
import { openaiCompatibles } from '../../src/providers/openai-compatible.ts'
import { recordedInput } from '../kit/recorded-input.ts'
import { recordings, withoutTestData } from '../kit/recordings.ts'
import { deploymentOf, requestBodyOf } from '../kit/replay.ts'

const adapters = [azureOpenai, mistral, openai, ...openaiCompatibles]

/** The least number of questions of each file that our words can say. */
const files: { readonly [kind: string]: number } = {
  'azure-openai': 27,
  cerebras: 6,
  deepseek: 19,
  groq: 21,
  huggingface: 12,
  mistral: 18,
  openai: 52,
  openrouter: 28,
  perplexity: 4,
  'vercel-gateway': 21,
  xai: 14,
  zai: 15,
}

/** The body in one form where several say the same. */
const normal = (body: Fields): unknown => {
  const { max_tokens, max_completion_tokens, messages, n, seed, stop, stream, stream_options, ...rest } = body
  return withoutEmpty({
    ...rest,
    limit: max_completion_tokens ?? max_tokens,
    stream: stream === true ? true : null,
    stop: typeof stop === 'string' ? [stop] : stop,
    messages: listOf(messages).map(message => normalMessage(fieldsOf(message))),
    tool_choice: isFields(rest.tool_choice) ? { type: 'function', ...rest.tool_choice } : rest.tool_choice,
    response_format: fieldsOf(rest.response_format).type === 'text' ? null : rest.response_format,
  })
}

const normalMessage = ({ content, role, ...rest }: Fields): Fields => {
  const parts = listOf(content).map(fieldsOf)
  const [only] = parts
  return {
    ...rest,
    role: role === 'developer' ? 'system' : role,
    content: parts.length === 1 && only?.type === 'text' ? only.text : content,
  }
}

const withoutEmpty = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (!isFields(value)) return value
  const fields = Object.entries(value).map(([name, field]) => [name, withoutEmpty(field)] as const)
  return Object.fromEntries(
    fields.filter(([, field]) => field != null && field !== '' && !isEmptyList(field)),
  )
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

suite('questions that real SDKs have asked', { skip: withoutTestData }, () => {
  for (const [kind, least] of Object.entries(files)) {
    const adapter = adapters.find(one => one.kind === kind) ?? assert.fail(`no adapter of kind ${kind}`)

    test(`${kind}: what we would send says the same`, () => {
      let compared = 0
      for (const recording of recordings(kind).filter(({ api }) => api === 'chat.completions')) {
        const body = requestBodyOf(recording)
        const input = recordedInput(body, kind)
        if (!input || listOf(body.messages).length === 0) continue
        try {
          const { body: ours } = adapter.encode(input, {
            deployment: deploymentOf(String(body.model)),
            baseUrl: 'https://provider.test',
            stream: body.stream === true,
            settings: {},
          })
          assert.deepEqual(normal(JSON.parse(ours)), normal(body), recording.id)
          compared++
        } catch (error) {
          // A list of models to fall back to, a schema where only JSON is known: refused, never dropped.
          if (!(error instanceof ProviderFailure && error.kind === 'UNSUPPORTED')) throw error
        }
      }
      assert.ok(compared >= least, `${compared} compared`)
    })
  }
})
