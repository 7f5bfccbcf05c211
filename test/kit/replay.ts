import type { Chunk } from '../../src/core/chunk.ts'
import type { Deployment } from '../../src/core/provider.ts'
import type { Input } from '../../src/core/request.ts'
import type { Adapter, Target } from '../../src/providers/kit/adapter.ts'
import { answerReader } from '../../src/providers/kit/answer-reader.ts'
import { type Fields, fieldsOf, listOf } from '../../src/providers/kit/json.ts'
import type { Recording } from './recordings.ts'

/** A deployment of a recorded model; only its names matter. */
export const deploymentOf = (model: string): Deployment => ({
  name: `recorded/${model}`,
  provider: 'recorded',
  model,
  weight: 1,
})

/** What was asked, as far as decoding depends on it: the task, the model, whether it was to be streamed. */
export const questionOf = (recording: Recording): { readonly input: Input; readonly target: Target } => {
  const body = requestBodyOf(recording)
  const model = typeof body.model === 'string' ? body.model : 'recorded'
  const asked = [body.input, body.texts, body.contents, body.requests].find(Array.isArray) ?? [body.input]
  return {
    input: /embed/i.test(`${recording.api} ${recording.request.url}`)
      ? { task: 'embedding', texts: listOf(asked).map(String) }
      : { task: 'completion', messages: [{ role: 'USER', parts: [{ type: 'text', text: 'recorded' }] }] },
    target: {
      deployment: deploymentOf(model),
      baseUrl: 'https://provider.test',
      apiKey: 'recorded',
      stream: recording.tags.includes('stream'),
      settings: {},
    },
  }
}

/** The recorded question's body, as an object. */
export const requestBodyOf = ({ request }: Recording): Fields => {
  if (typeof request.body !== 'string') return fieldsOf(request.body)
  try {
    return fieldsOf(JSON.parse(request.body))
  } catch {
    return {}
  }
}

/** The recorded body, byte for byte; framing that the recording lost is put back. */
export const bytesOf = (recording: Recording): Buffer => {
  const { body, bodyBase64 } = recording.response
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64')
  if (!recording.tags.includes('json-lines')) return Buffer.from(body ?? '')
  const events = (body ?? '').split('\n').filter(line => line.trim() !== '')
  return Buffer.from(events.map(event => `${eventLine(event)}data: ${event}\n\n`).join(''))
}

// Anthropic names each event after the type of its data.
const eventLine = (event: string): string => {
  const type = /^\{"type":"(\w+)"/.exec(event)?.[1]
  return type ? `event: ${type}\n` : ''
}

/** The recorded headers, with lower-case names. */
export const headersOf = (recording: Recording): { readonly [name: string]: string | undefined } => {
  const headers = Object.fromEntries(
    Object.entries(recording.response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return recording.tags.includes('json-lines') ? { ...headers, 'content-type': 'text/event-stream' } : headers
}

/**
 * What the adapter makes of a recorded answer that arrives in pieces, cut before each byte index of `cuts`
 * (ascending). Throws the ProviderFailure that a caller of the provider would see.
 */
export function replay(
  adapter: Adapter,
  recording: Recording,
  cuts: readonly number[] = [],
): readonly Chunk[] {
  const { input, target } = questionOf(recording)
  const bytes = bytesOf(recording)
  const headers = headersOf(recording)
  if (recording.status >= 400) throw adapter.failure(recording.status, headers, bytes.toString())
  const reader = answerReader({
    decoder: adapter.decoder(input, target),
    contentType: headers['content-type'] ?? '',
  })
  const chunks: Chunk[] = []
  let start = 0
  for (const end of [...cuts, bytes.length]) {
    chunks.push(...reader.push(bytes.subarray(start, end)))
    start = end
  }
  chunks.push(...reader.end())
  return chunks
}
