import type { Chunk, FinishReason, Usage } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'
import type { Decoder, Target } from './adapter.ts'
import { unreported } from './count.ts'
import { type Fields, fieldsOf, isFields, listOf, parseJson, textIn } from './json.ts'
import type { Dialect } from './openai-dialect.ts'
import { codeIn, errorIn, midStreamError } from './openai-failure.ts'
import { reasoningState } from './openai-reasoning.ts'
import { toolCalls } from './openai-tool-calls.ts'
import { openaiUsage } from './openai-usage.ts'
import { toolCallIds } from './tool-call-ids.ts'

/**
 * Reads chat completions, streamed or whole. The finish chunk waits for the end of the body, since usage may come
 * before or behind the finish reason, in every event, or never (then it is ESTIMATED zeros, and the meter counts).
 */
export function openaiDecoder(input: Input, target: Target, dialect: Dialect): Decoder {
  const { kind, quirks } = dialect
  let started = false
  let model = ''
  let usage: Usage | undefined
  let reason: FinishReason | undefined
  let refused = false
  let choiceIndex: unknown
  let sawDelta = false
  const reasoning = reasoningState(kind)
  const calls = toolCalls(kind, toolCallIds(input))

  const start = (chunks: Chunk[]): void => {
    if (started) return
    started = true
    const { deployment } = target
    chunks.push({
      type: 'start',
      provider: deployment.provider,
      deployment: deployment.name,
      model: model || deployment.model,
    })
  }

  const speak = (said: Fields, chunks: Chunk[]): void => {
    const thought = reasoning.add(said)
    if (thought !== '') chunks.push({ type: 'reasoning', index: 0, text: thought })
    if (typeof said.content === 'string') {
      if (said.content !== '') chunks.push({ type: 'text', index: 0, text: said.content })
    } else for (const part of listOf(said.content)) speakPart(fieldsOf(part), chunks)
    const refusal = textIn(said.refusal)
    if (refusal !== undefined) {
      refused = true
      chunks.push({ type: 'text', index: 0, text: refusal })
    }
    for (const piece of listOf(said.tool_calls)) chunks.push(...calls.add(piece))
    if (isFields(said.function_call)) chunks.push(...calls.add(said.function_call))
  }

  const read = (value: unknown, whole: boolean): readonly Chunk[] => {
    const chunks: Chunk[] = []
    const answer = fieldsOf(value)
    usage = usageIn(answer) ?? usage
    const choice = choiceIn(answer)
    const error = errorIn(value) ?? (choice?.error == null ? undefined : errorIn({ error: choice.error }))
    if (error) throw midStreamError(error, usage)
    model ||= textIn(answer.model) ?? ''
    if (model !== '' || choice) start(chunks)
    if (!choice) return chunks

    sawDelta ||= !whole && isFields(choice.delta)
    // Some repeat the whole message beside or behind the deltas.
    const said = whole ? (choice.message ?? choice.delta) : sawDelta ? choice.delta : choice.message
    speak(fieldsOf(said), chunks)
    const word = textIn(choice.finish_reason)
    if (word !== undefined) reason = finishReasonOf(word, usage)
    return chunks
  }

  /** The first choice of the answer; nobody asks for more. */
  const choiceIn = (answer: Fields): Fields | undefined => {
    for (const choice of listOf(answer.choices)) {
      if (!isFields(choice)) continue
      choiceIndex ??= choice.index
      if (choice.index == null || choice.index === choiceIndex) return choice
    }
    return undefined
  }

  const unsaidReason = (): FinishReason => (calls.any() ? 'TOOL_CALLS' : 'OTHER')

  return {
    event: data => read(parseJson(data), false),
    document(body) {
      const answer = parseJson(body)
      const chunks = read(answer, true)
      if (!started || listOf(fieldsOf(answer).choices).length === 0) throw notAnAnswer()
      // A document came whole, whatever it says of the reason.
      reason ??= unsaidReason()
      return chunks
    },
    end() {
      if (quirks.terminal === 'USAGE' && usage) reason ??= unsaidReason()
      if (reason === undefined)
        throw new ProviderFailure('INCOMPLETE_STREAM', 'The answer ended without a finish reason', {
          retryable: true,
          usage,
        })
      const state = reasoning.state()
      return [
        ...calls.end(),
        ...(state === undefined
          ? []
          : [{ type: 'reasoning', index: 0, text: '', providerState: state } as const]),
        {
          type: 'finish',
          reason: refused && reason === 'STOP' ? 'CONTENT_FILTER' : reason,
          usage: usage ?? unreported,
        },
      ]
    },
  }
}

/** Mistral writes content as a list of parts, of which some are thoughts. */
const speakPart = (part: Fields, chunks: Chunk[]): void => {
  const thought = textIn(part.thinking) ?? listOf(part.thinking).map(textOfPart).join('')
  if (thought !== '') chunks.push({ type: 'reasoning', index: 0, text: thought })
  const text = textOfPart(part)
  if (text !== '') chunks.push({ type: 'text', index: 0, text })
}

const textOfPart = (part: unknown): string =>
  typeof part === 'string' ? part : (textIn(fieldsOf(part).text) ?? textIn(fieldsOf(part).refusal) ?? '')

/** Groq repeats it, or has it alone, in a field of its own. */
const usageIn = (answer: Fields): Usage | undefined =>
  openaiUsage(answer.usage) ?? openaiUsage(fieldsOf(answer.x_groq).usage)

const finishReasons: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ['stop', 'STOP'],
  ['stop_sequence', 'STOP'],
  ['end_turn', 'STOP'],
  ['eos', 'STOP'],
  ['eos_token', 'STOP'],
  ['completed', 'STOP'],
  ['length', 'LENGTH'],
  ['max_tokens', 'LENGTH'],
  ['max_output_tokens', 'LENGTH'],
  ['model_length', 'LENGTH'],
  ['model_context_window_exceeded', 'LENGTH'],
  ['tool_calls', 'TOOL_CALLS'],
  ['tool_use', 'TOOL_CALLS'],
  ['function_call', 'TOOL_CALLS'],
  ['content_filter', 'CONTENT_FILTER'],
  ['safety', 'CONTENT_FILTER'],
  ['refusal', 'CONTENT_FILTER'],
  ['sensitive', 'CONTENT_FILTER'],
])

/** Some say in this field that they failed: `error`, `network_error` (Z.AI), `insufficient_system_resource` (DeepSeek). */
const finishReasonOf = (word: string, usage: Usage | undefined): FinishReason => {
  const known = finishReasons.get(word.toLowerCase())
  if (known !== undefined) return known
  if (/error|abort|insufficient/i.test(word))
    throw midStreamError({ code: codeIn(word), message: `finish reason ${word}`, status: undefined }, usage)
  return 'OTHER'
}

const notAnAnswer = (): ProviderFailure =>
  new ProviderFailure('MALFORMED_ANSWER', 'The provider sent a document that is no answer', {
    retryable: true,
  })
