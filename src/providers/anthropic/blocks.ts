import type { Chunk } from '../../core/chunk.ts'
import { type Fields, fieldsOf, textIn } from '../kit/json.ts'
import { sealOf, writeState } from '../kit/provider-state.ts'

/** Reads the content blocks of one answer. */
export interface BlockReader {
  start(index: unknown, block: Fields): readonly Chunk[]
  delta(index: unknown, delta: Fields): readonly Chunk[]
  stop(index: unknown): readonly Chunk[]
  /** Stops what has not been stopped. */
  stopAll(): readonly Chunk[]
  /** How many of the caller's tools were called. */
  toolCalls(): number
  /** Whether the answer in JSON has begun. */
  answered(): boolean
}

/** A block that is being written. What the provider runs itself (searches, code) is not the caller's to see. */
type Block =
  | { readonly type: 'thinking'; text: string; signature: string }
  | { readonly type: 'tool'; readonly index: number; readonly input: string; written: boolean }
  | { readonly type: 'json'; readonly input: string; written: boolean }

/**
 * Text is one text, whatever number of blocks it comes in: citations cut it anywhere. The input of `jsonTool` is
 * text too; only its first call counts.
 */
export function blockReader(jsonTool: string | undefined): BlockReader {
  const open = new Map<unknown, Block>()
  let toolCalls = 0
  let answered = false

  const thinking = (block: Extract<Block, { type: 'thinking' }>, thought: unknown): readonly Chunk[] => {
    const text = textIn(thought)
    if (text === undefined) return []
    block.text += text
    return [{ type: 'reasoning', index: 0, text }]
  }

  const input = (block: Exclude<Block, { type: 'thinking' }>, json: unknown): readonly Chunk[] => {
    const text = textIn(json)
    if (text === undefined) return []
    block.written = true
    return block.type === 'json'
      ? [{ type: 'text', index: 0, text }]
      : [{ type: 'tool-call', index: block.index, arguments: text }]
  }

  const reader: BlockReader = {
    start(index, block) {
      switch (block.type) {
        case 'text':
          return textChunks(block.text)
        case 'thinking': {
          const opened = { type: 'thinking' as const, text: '', signature: textIn(block.signature) ?? '' }
          open.set(index, opened)
          return thinking(opened, block.thinking)
        }
        case 'redacted_thinking':
          return typeof block.data === 'string'
            ? [reasoningState(writeState('anthropic', { ...sealOf(''), redacted: block.data }))]
            : []
        case 'tool_use': {
          const name = textIn(block.name) ?? ''
          if (name === jsonTool) {
            if (!answered) open.set(index, { type: 'json', input: inputOf(block), written: false })
            answered = true
            return []
          }
          const position = toolCalls++
          open.set(index, { type: 'tool', index: position, input: inputOf(block), written: false })
          return [
            {
              type: 'tool-call',
              index: position,
              id: textIn(block.id) ?? `call_${position}`,
              name,
              arguments: '',
            },
          ]
        }
        default:
          return []
      }
    },
    delta(index, delta) {
      const block = open.get(index)
      switch (delta.type) {
        case 'text_delta':
          return textChunks(delta.text)
        case 'thinking_delta':
          return block?.type === 'thinking' ? thinking(block, delta.thinking) : []
        case 'signature_delta':
          if (block?.type === 'thinking') block.signature += textIn(delta.signature) ?? ''
          return []
        case 'input_json_delta':
          return block && block.type !== 'thinking' ? input(block, delta.partial_json) : []
        default:
          return []
      }
    },
    stop(index) {
      const block = open.get(index)
      open.delete(index)
      if (!block) return []
      if (block.type === 'thinking') {
        if (block.signature === '') return []
        const { text, signature } = block
        return [reasoningState(writeState('anthropic', { ...sealOf(text), signature }))]
      }
      // A tool without arguments gets no deltas; a whole answer has its input in the block itself.
      return block.written ? [] : input(block, block.input)
    },
    stopAll: () => [...open.keys()].flatMap(index => reader.stop(index)),
    toolCalls: () => toolCalls,
    answered: () => answered,
  }
  return reader
}

/** The input that a block begins with, as text: parsed JSON may take many times the memory. */
const inputOf = (block: Fields): string => JSON.stringify(fieldsOf(block.input))

const textChunks = (value: unknown): readonly Chunk[] => {
  const text = textIn(value)
  return text === undefined ? [] : [{ type: 'text', index: 0, text }]
}

const reasoningState = (providerState: string): Chunk => ({
  type: 'reasoning',
  index: 0,
  text: '',
  providerState,
})
