import { checkInput } from '../../core/input-rules.ts'
import type { Json } from '../../core/message.ts'
import type { EmbeddingInput } from '../../core/request.ts'
import type { Attribution } from './attribution.ts'
import { missing, oneOf, readNumber, readString, wrongType } from './fields.ts'
import { type Passing, passed, readParameters, type Take, unsupported } from './parameters.ts'

/** What a body of `POST /v1/embeddings` asks for. */
export interface EmbeddingRequest {
  readonly model: string
  readonly input: EmbeddingInput
  readonly encoding: Encoding
}

export type Encoding = 'float' | 'base64'

interface Draft extends Passing {
  model?: string
  texts?: readonly string[]
  dimensions?: number
  encoding?: Encoding
}

/** Reads a body. Throws INVALID_INPUT with the path of what is wrong. */
export const readEmbeddingRequest = (body: unknown, attribution: Attribution): EmbeddingRequest => {
  const draft: Draft = { passed: {} }
  readParameters(body, parameters, draft)
  const { model, texts, dimensions, encoding = 'float' } = draft
  if (model === undefined) throw missing('model')
  if (texts === undefined) throw missing('input')
  const hasPassed = Object.keys(draft.passed).length > 0
  const input: EmbeddingInput = {
    ...attribution,
    task: 'embedding',
    texts,
    ...(dimensions !== undefined && { dimensions }),
    ...(hasPassed && { providerOptions: { openai: draft.passed } }),
  }
  checkInput(input)
  return { model, input, encoding }
}

const readTexts = (value: Json, name: string): readonly string[] => {
  const texts = Array.isArray(value) ? value : [value]
  return texts.map((text: Json, index) => {
    if (typeof text === 'number' || Array.isArray(text))
      throw unsupported(name, 'token arrays depend on one tokenizer, so send the texts themselves')
    const path = Array.isArray(value) ? `${name}[${index}]` : name
    if (typeof text !== 'string') throw wrongType(path, 'a string', text)
    return text
  })
}

const parameters: ReadonlyMap<string, Take<Draft>> = new Map<string, Take<Draft>>([
  ['dimensions', (draft, value, name) => void (draft.dimensions = readNumber(value, name))],
  [
    'encoding_format',
    (draft, value, name) => void (draft.encoding = oneOf(['float', 'base64'])(value, name)),
  ],
  ['input', (draft, value, name) => void (draft.texts = readTexts(value, name))],
  ['model', (draft, value, name) => void (draft.model = readString(value, name))],
  ['user', passed(readString)],
])
