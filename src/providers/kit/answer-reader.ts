import type { Chunk } from '../../core/chunk.ts'
import type { Decoder } from './adapter.ts'
import { heldText } from './held-text.ts'
import { endless, isJson, oversized } from './json.ts'
import { jsonLines } from './lines.ts'
import { type Framing, serverSentEvents } from './sse.ts'

/** Turns the bytes of one answer into chunks, however they are cut. Does no I/O. */
export interface AnswerReader {
  /** The chunks that these bytes complete. */
  push(bytes: Uint8Array): readonly Chunk[]
  /** The body is over. Throws INCOMPLETE_STREAM if the answer is not. */
  end(): readonly Chunk[]
  /** Whether the provider has said `[DONE]`: nothing of interest follows. */
  done(): boolean
}

/** The most that is read: of one event, of a body that is one document, of an answer's text, of a body in all. */
export interface AnswerLimits {
  readonly eventChars: number
  readonly documentChars: number
  /** Of all that the model has written, see `answerBound`. */
  readonly answerChars: number
  /** Of everything, what says nothing (pings, log probabilities) and what a decoder keeps for the end included. */
  readonly bodyBytes: number
}

/**
 * An event may hold an image; a document may hold a few thousand vectors. The longest answers that models give today
 * are 128 Ki tokens, of 128 characters at most; 2 KiB for each of them is room for events with log probabilities.
 */
export const answerLimits: AnswerLimits = {
  eventChars: 16 << 20,
  documentChars: 64 << 20,
  answerChars: 16 << 20,
  bodyBytes: 256 << 20,
}

/**
 * Reads events, lines or one document: whichever the body's beginning shows, since providers and proxies label
 * them wrongly. The content type decides only where both lines and a document would fit. Throws MALFORMED_ANSWER
 * for an event, a document and a body beyond their limits.
 */
export function answerReader(about: {
  readonly decoder: Decoder
  readonly contentType: string
  readonly limits?: AnswerLimits
  /** What is given in place of a chunk. */
  readonly passed?: (chunk: Chunk) => Chunk
}): AnswerReader {
  const { decoder, contentType, limits = answerLimits, passed } = about
  const utf8 = new TextDecoder()
  let chunks: Chunk[] = []
  let done = false
  let bytesRead = 0
  let framing: Framing | undefined
  // The body so far, until its beginning has shown what it is; all of it, if that is one document.
  const held = heldText()
  let kind: BodyKind = 'unclear'
  let firstLineOver = false

  const onEvent = (data: string, name?: string): void => {
    if (done) return
    if (data.startsWith('[DONE]')) done = true
    else for (const chunk of decoder.event(data, name)) chunks.push(chunk)
  }

  const begin = (text: string): void => {
    const piece = held.length() === 0 ? text.trimStart() : text
    if (piece === '') return
    if (held.length() === 0) kind = kindAtStart(piece, contentType)
    held.add(piece)
    if (held.length() > limits.documentChars) throw oversized(limits.documentChars)
    // Only the new piece is searched: documents are large, and pieces small.
    if (kind === 'unclear' && isSecondLineIn(piece)) {
      const body = held.take()
      kind = isJson(body.slice(0, body.indexOf('\n'))) ? 'lines' : 'document'
      held.add(body)
    }
    if (kind === 'unclear' || kind === 'document') return
    framing =
      kind === 'lines' ? jsonLines(onEvent, limits.eventChars) : serverSentEvents(onEvent, limits.eventChars)
    framing.feed(held.take())
  }

  /** Whether something has come behind the first line. */
  const isSecondLineIn = (piece: string): boolean => {
    const lineEnd = firstLineOver ? 0 : piece.indexOf('\n')
    if (lineEnd === -1) return false
    firstLineOver = true
    return piece.slice(lineEnd).trim() !== ''
  }

  const take = (): readonly Chunk[] => {
    const taken = chunks
    chunks = []
    return passed && taken.length > 0 ? taken.map(passed) : taken
  }

  return {
    push(bytes) {
      bytesRead += bytes.length
      if (bytesRead > limits.bodyBytes) throw endless(limits.bodyBytes)
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
      } else if (held.length() > 0) {
        for (const chunk of decoder.document(held.take() + rest)) chunks.push(chunk)
      }
      for (const chunk of decoder.end()) chunks.push(chunk)
      return take()
    },
    done: () => done,
  }
}

type BodyKind = 'events' | 'lines' | 'document' | 'unclear'

/** What a body is that begins like this; `head` starts with no white space. JSON may be either of two. */
const kindAtStart = (head: string, contentType: string): BodyKind => {
  if (head[0] !== '{' && head[0] !== '[') return 'events'
  return /ndjson|jsonl|json-seq/.test(contentType) ? 'lines' : 'unclear'
}
