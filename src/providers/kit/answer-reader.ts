import type { Chunk } from '../../core/chunk.ts'
import type { Decoder } from './adapter.ts'
import { isJson, oversized } from './json.ts'
import { jsonLines } from './lines.ts'
import { type Framing, serverSentEvents } from './sse.ts'

/** Turns the bytes of one answer into chunks, however they are cut. Does no I/O. */
export interface AnswerReader {
  /** The chunks that these bytes complete. */
  push(bytes: Uint8Array): readonly Chunk[]
  /** The body is over. Throws INCOMPLETE_STREAM if the answer is not. */
  end(): readonly Chunk[]
  /** Whether the provider has said `[DONE]`: nothing of interest follows. */
  readonly done: boolean
}

/** The most characters held at once: of one event, and of a body that is one document. */
export interface AnswerLimits {
  readonly eventChars: number
  readonly documentChars: number
}

/** An event may hold an image; a document may hold a few thousand vectors. */
export const answerLimits: AnswerLimits = { eventChars: 16 << 20, documentChars: 64 << 20 }

/**
 * Reads events, lines or one document: whichever the body's beginning shows, since providers and proxies label
 * them wrongly. The content type decides only where both lines and a document would fit.
 */
export function answerReader(about: {
  readonly decoder: Decoder
  readonly contentType: string
  readonly limits?: AnswerLimits
}): AnswerReader {
  const { decoder, contentType, limits = answerLimits } = about
  const utf8 = new TextDecoder()
  let chunks: Chunk[] = []
  let done = false
  let framing: Framing | undefined
  // The body so far, while it looks like one document.
  let document = ''
  let isDocument = false

  const onEvent = (data: string, name?: string): void => {
    if (done) return
    if (data.startsWith('[DONE]')) done = true
    else for (const chunk of decoder.event(data, name)) chunks.push(chunk)
  }

  const begin = (text: string): void => {
    document += document === '' ? text.trimStart() : text
    if (document.length > limits.documentChars) throw oversized(limits.documentChars)
    if (isDocument || document === '') return
    const kind = kindOf(document, contentType)
    if (kind === 'document') isDocument = true
    else if (kind !== 'unclear') {
      framing =
        kind === 'lines'
          ? jsonLines(onEvent, limits.eventChars)
          : serverSentEvents(onEvent, limits.eventChars)
      framing.feed(document)
      document = ''
    }
  }

  const take = (): readonly Chunk[] => {
    const taken = chunks
    chunks = []
    return taken
  }

  return {
    push(bytes) {
      const text = utf8.decode(bytes, { stream: true })
      if (framing) framing.feed(text)
      else begin(text)
      return take()
    },
    end() {
      const rest = utf8.decode()
      if (framing) {
        framing.feed(rest)
        framing.end()
      } else if (document !== '') {
        for (const chunk of decoder.document(document + rest)) chunks.push(chunk)
      }
      for (const chunk of decoder.end()) chunks.push(chunk)
      return take()
    },
    get done() {
      return done
    },
  }
}

/** What a body is that begins like this; `head` starts with no white space. */
const kindOf = (head: string, contentType: string): 'events' | 'lines' | 'document' | 'unclear' => {
  if (head[0] !== '{' && head[0] !== '[') return 'events'
  if (/ndjson|jsonl|json-seq/.test(contentType)) return 'lines'
  const firstLine = head.indexOf('\n')
  if (firstLine === -1 || head.slice(firstLine).trim() === '') return 'unclear'
  return isJson(head.slice(0, firstLine)) ? 'lines' : 'document'
}
