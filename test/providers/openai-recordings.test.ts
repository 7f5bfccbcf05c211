import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ProviderFailure } from '../../src/core/provider.ts'
import { azureOpenai } from '../../src/providers/azure-openai.ts'
import type { Adapter } from '../../src/providers/kit/adapter.ts'
import { isFields } from '../../src/providers/kit/json.ts'
import { mistral } from '../../src/providers/mistral.ts'
import { openai } from '../../src/providers/openai.ts'
import { openaiCompatibles } from '../../src/providers/openai-compatible.ts'
import { type Compared, compareWithGolden, goldens } from '../kit/golden.ts'
import { type Recording, recordings, withoutTestData } from '../kit/recordings.ts'
import { bytesOf, replay } from '../kit/replay.ts'

/** Files of recordings in this dialect, and who reads them. */
const files: { readonly [file: string]: string } = {
  avian: 'avian',
  'azure-foundry': 'azure-openai',
  'azure-openai': 'azure-openai',
  'bedrock-mantle': 'openai-compatible',
  cerebras: 'cerebras',
  crusoe: 'crusoe',
  deepseek: 'deepseek',
  gemini: 'openai-compatible',
  gpustack: 'openai-compatible',
  groq: 'groq',
  huggingface: 'huggingface',
  'local-openai-compatible': 'vllm',
  mistral: 'mistral',
  moonshot: 'moonshot',
  ollama: 'openai-compatible',
  openai: 'openai',
  openrouter: 'openrouter',
  perplexity: 'perplexity',
  snowflake: 'snowflake',
  together: 'together',
  'vercel-gateway': 'vercel-gateway',
  voyage: 'voyage',
  writer: 'writer',
  xai: 'xai',
  zai: 'zai',
}

/**
 * Of these files' other APIs none is chat completions or embeddings: responses, completions, images, audio,
 * moderations, batches, rerank, models, and those of Gemini and Ollama, which have adapters of their own.
 */
const isOurs = (file: string, { api }: Recording): boolean =>
  api === 'chat.completions' ||
  (file === 'writer' && api === 'chat') ||
  (api === 'embeddings' && file !== 'gemini' && file !== 'ollama')

const adapters = new Map<string, Adapter>(
  [azureOpenai, mistral, openai, ...openaiCompatibles].map(adapter => [adapter.kind, adapter]),
)

const adapterOf = (file: string): Adapter =>
  adapters.get(files[file] ?? '') ?? assert.fail(`nobody reads ${file}`)

/** Where we decode otherwise than the oracle, and why we are right. */
const differences: readonly {
  readonly why: string
  readonly ids: readonly string[]
  readonly fields: Compared[]
}[] = [
  {
    why: 'Grok at Azure reports more cached tokens than input; the oracle then counts negative fresh input',
    ids: ['0007', '0008', '0009', '0010', '0015', '0016'].map(number => `azure-foundry-${number}`),
    fields: ['usage'],
  },
  {
    why: 'only the total holds the tokens of the audio that was heard',
    ids: ['mistral-0004', 'mistral-0005'],
    fields: ['usage'],
  },
  {
    why: 'cached tokens are reported beside, not within, the details',
    ids: ['moonshot-0000'],
    fields: ['usage'],
  },
  {
    why: 'the reasoning stands in reasoning_details alone, which the oracle does not read',
    ids: ['openrouter-0023'],
    fields: ['reasoning'],
  },
  {
    why: 'reasoning is no part of the completion: the cost beside it was computed from their sum',
    ids: ['0000', '0001', '0002', '0003', '0004', '0006', '0007'].map(number => `vercel-gateway-${number}`),
    fields: ['usage'],
  },
  {
    why: 'reasoning is no part of the completion: the total is the sum of input, completion and reasoning',
    ids: [6, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 24, 26].map(
      number => `xai-${String(number).padStart(4, '0')}`,
    ),
    fields: ['usage'],
  },
]
const differing = new Map(differences.flatMap(({ ids, fields }) => ids.map(id => [id, fields] as const)))

/** Answers with status 200 that are failures all the same. */
const failing: { readonly [id: string]: { readonly kind: string; readonly code: string } } = {
  'azure-openai-0000': { kind: 'MID_STREAM_ERROR', code: 'content_filter' },
  'openrouter-0033': { kind: 'MID_STREAM_ERROR', code: '400' },
}

/** What becomes of a recording: its chunks or its failure, as text. */
const outcome = (adapter: Adapter, recording: Recording, cuts: readonly number[]): string => {
  try {
    return JSON.stringify(replay(adapter, recording, cuts))
  } catch (error) {
    assert.ok(error instanceof ProviderFailure, `${recording.id}: ${error}`)
    return `${error.kind} ${error.code}`
  }
}

/** The JSON document once for each value in it (of a list the first), with something else in its place. */
const mutations = (text: string): readonly string[] => {
  const mutants: string[] = []
  const root = { value: JSON.parse(text) }
  const visit = (parent: object, key: string, value: unknown): void => {
    for (const other of [null, -1, 1e300, '', 'x', [], {}, [null], [[]], true]) {
      Object.assign(parent, { [key]: other })
      mutants.push(JSON.stringify(root.value))
    }
    Object.assign(parent, { [key]: value })
    if (Array.isArray(value) && value.length > 0) visit(value, '0', value[0])
    if (isFields(value)) for (const [name, field] of Object.entries(value)) visit(value, name, field)
  }
  visit(root, 'value', root.value)
  return mutants
}

suite('recorded answers of the OpenAI dialect', { skip: withoutTestData }, () => {
  const oracle = withoutTestData ? new Map() : goldens()

  for (const file of Object.keys(files)) {
    const adapter = adapterOf(file)
    const ours = recordings(file).filter(recording => isOurs(file, recording))

    test(`${file}: every answer says what the oracle read`, () => {
      assert.ok(ours.length > 0)
      for (const recording of ours.filter(({ id, status }) => status < 400 && !failing[id])) {
        const chunks = replay(adapter, recording)
        assert.equal(chunks[0]?.type, 'start', recording.id)
        assert.equal(chunks.at(-1)?.type, 'finish', recording.id)
        const golden = oracle.get(recording.id)
        if (golden && !golden.throws) compareWithGolden(chunks, golden, differing.get(recording.id))
      }
    })

    const errors = ours.filter(({ id, status }) => status >= 400 || failing[id])
    const errorTest = (): void => {
      for (const recording of errors) {
        const { id, status, response } = recording
        assert.throws(
          () => replay(adapter, recording),
          (error: unknown) => {
            assert.ok(error instanceof ProviderFailure, id)
            const { kind, code } = failing[id] ?? { kind: 'HTTP_STATUS', code: error.code }
            assert.deepEqual({ kind: error.kind, code: error.code }, { kind, code }, id)
            assert.equal(error.status, failing[id] ? 400 : status, id)
            assert.equal(error.retryable, oracle.get(id)?.throws?.retryable ?? false, id)
            assert.ok(error.code === undefined || response.body?.includes(error.code), id)
            assert.equal(error.code === undefined, !/"(?:code|type)"/.test(response.body ?? ''), id)
            return true
          },
        )
      }
    }
    if (errors.length > 0) test(`${file}: every error is a failure with the provider's code`, errorTest)

    test(`${file}: an answer is the same one byte at a time, and a short one cut anywhere`, () => {
      const answers = ours
        .filter(({ status }) => status < 400)
        .sort((one, other) => bytesOf(one).length - bytesOf(other).length)
      for (const recording of answers.filter(recording => bytesOf(recording).length < 30_000)) {
        const everyByte = Array.from({ length: bytesOf(recording).length }, (_, index) => index)
        assert.equal(outcome(adapter, recording, everyByte), outcome(adapter, recording, []), recording.id)
      }
      const isStream = ({ tags }: Recording): boolean => tags.includes('stream')
      const sample = [answers.find(isStream), answers.find(recording => !isStream(recording))]
      for (const recording of sample.filter(one => one !== undefined)) {
        const whole = outcome(adapter, recording, [])
        for (let cut = 1; cut < Math.min(bytesOf(recording).length, 6000); cut++)
          assert.equal(outcome(adapter, recording, [cut]), whole, `${recording.id} cut at ${cut}`)
      }
    })
  }

  test('a stream that is cut short is a failure until its finish reason has come', () => {
    for (const file of ['openai', 'azure-openai', 'groq', 'mistral', 'openrouter', 'xai']) {
      const isStream = ({ tags }: Recording): boolean => tags.includes('sse')
      const recording = recordings(file).find(one => isOurs(file, one) && isStream(one) && !failing[one.id])
      assert.ok(recording)
      const body = recording.response.body ?? ''
      const finished = body.search(/"finish_reason": ?"/)
      for (let end = 0; end < finished; end += 7) {
        const cut = { ...recording, response: { ...recording.response, body: body.slice(0, end) } }
        assert.match(outcome(adapterOf(file), cut, []), /^INCOMPLETE_STREAM/, `${recording.id} at ${end}`)
      }
    }
  })

  test('an answer with any value of it replaced is an answer or a failure, never a fault of ours', () => {
    for (const file of Object.keys(files)) {
      const adapter = adapterOf(file)
      const documents = recordings(file).filter(
        one => isOurs(file, one) && one.status < 400 && !one.tags.includes('stream'),
      )
      for (const recording of documents.slice(0, 3))
        for (const body of mutations(recording.response.body ?? '')) {
          const read = outcome(adapter, { ...recording, response: { ...recording.response, body } }, [])
          assert.doesNotMatch(read, /Tokens":(?!\d{1,10}\b)/, `${recording.id} as ${body}`)
        }
    }
  })

  test('a choice that was blocked without a message ends as CONTENT_FILTER', () => {
    const recording = recordings('azure-openai').find(({ id }) => id === 'azure-openai-0021')
    assert.ok(recording)
    const finish = replay(azureOpenai, recording).at(-1)
    assert.ok(finish?.type === 'finish')
    assert.equal(finish.reason, 'CONTENT_FILTER')
  })
})
