import type { Message, Part, ToolCall } from '../../core/message.ts'
import { textOf } from '../../core/message.ts'
import { argumentsObject, type Body, present, unsupported } from '../kit/body.ts'
import { isFields } from '../kit/json.ts'
import { piecesOf, readState } from '../kit/provider-state.ts'
import { toolNames } from '../kit/tool-call-ids.ts'

interface Content {
  readonly role: 'user' | 'model'
  readonly parts: Body[]
}

/**
 * The conversation in Gemini's form: system messages apart, turns of one role joined (the results of parallel calls
 * have to stand in one turn), results named after the tool.
 */
export const encodeContents = (
  messages: readonly Message[],
  model: string,
): { readonly system: string; readonly contents: readonly Body[] } => {
  const system: string[] = []
  const contents: Content[] = []
  const names = toolNames(messages)
  const ids = ownIds(messages)
  for (const message of messages) {
    if (message.role === 'SYSTEM') {
      if (message.parts.some(part => part.type === 'image')) {
        throw unsupported('Gemini takes no images in system messages; put them into a user message')
      }
      system.push(textOf(message))
      continue
    }
    const role = message.role === 'ASSISTANT' ? 'model' : 'user'
    const parts =
      message.role === 'TOOL'
        ? resultParts(message, { name: names.get(message), ids })
        : role === 'model'
          ? modelParts(message, model)
          : message.parts.flatMap(partsOf)
    const last = contents.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else if (parts.length > 0) contents.push({ role, parts: [...parts] })
  }
  return {
    system: system.filter(Boolean).join('\n\n'),
    contents: contents.map(({ role, parts }) => ({ role, parts })),
  }
}

const partsOf = (part: Part): readonly Body[] => {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ text: part.text }]
    case 'image':
      return [imagePart(part)]
    case 'reasoning':
      return []
  }
}

const imagePart = (image: Part & { type: 'image' }): Body => {
  if (!('url' in image)) return { inlineData: { mimeType: image.mediaType, data: image.data } }
  if (isLong(image.url))
    throw unsupported('Gemini reads a video or a document at this address, not an image; send an image')
  return { fileData: present({ mimeType: mimeTypes.get(extensionOf(image.url)), fileUri: image.url }) }
}

/**
 * An image is what was reserved for; an hour of video is a million tokens, and a document may be as many
 * (https://ai.google.dev/gemini-api/docs/video-understanding#youtube).
 */
const isLong = (url: string): boolean =>
  longTypes.has(extensionOf(url)) ||
  /(^|\.)(youtu\.be|youtube(-nocookie)?\.com)\.?$/.test(new URL(url).hostname)

const longTypes: ReadonlySet<string> = new Set([
  'avi',
  'flv',
  'mov',
  'mp4',
  'mpeg',
  'mpg',
  'pdf',
  'webm',
  'wmv',
])

// https://ai.google.dev/gemini-api/docs/image-understanding#supported-formats
const mimeTypes = new Map([
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
])

const extensionOf = (url: string): string => /\.([a-z\d]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? ''

/** What the model said: its thoughts where it signed them, its text, its calls, each with its signature. */
const modelParts = (message: Message, model: string): readonly Body[] => {
  const thoughts: Body[] = []
  let textSignature: string | undefined
  for (const part of message.parts) {
    if (part.type !== 'reasoning') continue
    const states = readState('gemini', part.providerState)
    for (const state of states) {
      if (state.of === 'text' && typeof state.signature === 'string') textSignature = state.signature
    }
    const pieces =
      piecesOf(
        part.text,
        states.filter(state => state.of === 'thought'),
      ) ?? []
    for (const { text, state } of pieces) {
      if (typeof state.signature === 'string') {
        thoughts.push({ text, thought: true, thoughtSignature: state.signature })
      }
    }
  }
  const said = message.parts.flatMap(partsOf)
  const lastText = said.findLastIndex(part => part.text !== undefined)
  const signed =
    textSignature === undefined
      ? said
      : lastText === -1
        ? [...said, { text: '', thoughtSignature: textSignature }]
        : said.with(lastText, { ...said[lastText], thoughtSignature: textSignature })
  return [...thoughts, ...signed, ...callParts(message.toolCalls ?? [], model)]
}

/**
 * Gemini 3 refuses a step whose first call bears no signature. For calls that it did not make itself, Google's page
 * on thought signatures names this value (https://ai.google.dev/gemini-api/docs/thought-signatures).
 */
const unsigned = 'skip_thought_signature_validator'

const callParts = (calls: readonly ToolCall[], model: string): readonly Body[] =>
  calls.map((call, index) => {
    const [state] = readState('gemini', call.providerState)
    const signature = typeof state?.signature === 'string' ? state.signature : undefined
    return present({
      functionCall: present({
        id: state?.id === call.id ? call.id : undefined,
        name: call.name,
        args: argumentsObject(call.arguments),
      }),
      thoughtSignature: signature ?? (index === 0 && needsSignature(model) ? unsigned : undefined),
    })
  })

const needsSignature = (model: string): boolean => Number(/gemini-(\d+)/.exec(model)?.[1] ?? 0) >= 3

/** The ids that Gemini itself gave: only those does it know. */
const ownIds = (messages: readonly Message[]): ReadonlySet<string> =>
  new Set(
    messages.flatMap(message =>
      (message.toolCalls ?? [])
        .filter(call => readState('gemini', call.providerState).some(state => state.id === call.id))
        .map(call => call.id),
    ),
  )

const resultParts = (
  message: Message,
  about: { readonly name: string | undefined; readonly ids: ReadonlySet<string> },
): readonly Body[] => {
  const { toolCallId: id = '' } = message
  if (about.name === undefined) {
    throw unsupported(
      `Gemini needs the call that the tool message answers; no earlier message has the call ${id}`,
    )
  }
  const response = present({
    id: about.ids.has(id) ? id : undefined,
    name: about.name,
    response: resultObject(textOf(message)),
  })
  const images = message.parts.filter(part => part.type === 'image').flatMap(partsOf)
  return [{ functionResponse: response }, ...images]
}

/** Gemini wants an object; anything else goes under the key that its API reference names. */
const resultObject = (text: string): Body => {
  try {
    const value: Body = JSON.parse(text)
    if (isFields(value)) return value
  } catch {
    // Plain text.
  }
  return { output: text }
}
