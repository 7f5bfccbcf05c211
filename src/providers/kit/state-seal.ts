import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Chunk } from '../../core/chunk.ts'
import type { Message, Part, ToolCall } from '../../core/message.ts'
import type { Input } from '../../core/request.ts'

/** Vouches for what providers want back in the next turn. */
export interface StateSeal {
  /** The chunk, its state sealed. */
  sealed(chunk: Chunk): Chunk
  /** The input with the states that were sealed for this tenant, unsealed. The others are dropped in silence. */
  unsealed(input: Input): Input
}

/** Who seals, and for whom. */
export interface StateOwner {
  /** 32 secret bytes. */
  readonly key: Uint8Array
  /** Absent where there is but one. */
  readonly tenant: string | undefined
}

/** The longest state of one part or tool call that is taken back, in characters. */
const mostChars = 1 << 20

/** The characters of 32 bytes in base64url. */
const macChars = 43

/**
 * Callers keep a provider's state between two turns, and no guardrail or quota looks into it: it has to be what the
 * provider wrote, or text would travel past both. Before each line that `writeState` makes goes an HMAC-SHA-256
 * (RFC 2104) over the tenant and the line, so that sealed states can be joined as others can. The line names the
 * dialect, which is thereby sealed too.
 */
export const stateSeal = ({ key, tenant }: StateOwner): StateSeal => {
  const macOf = (line: string): Buffer =>
    createHmac('sha256', key)
      .update(`${JSON.stringify(tenant ?? null)}\n${line}`)
      .digest()

  const sealedState = (state: string): string =>
    linesOf(state)
      .map(line => `${macOf(line).toString('base64url')} ${line}\n`)
      .join('')

  /** The line behind the seal, if it is ours. */
  const verified = (sealed: string): readonly string[] => {
    const mac = Buffer.from(sealed.slice(0, macChars), 'base64url')
    const line = sealed.slice(macChars + 1)
    const expected = macOf(line)
    return mac.length === expected.length && timingSafeEqual(mac, expected) ? [`${line}\n`] : []
  }

  const unsealedState = (sealed: string): { readonly providerState?: string } => {
    if (sealed.length > mostChars) return {}
    const providerState = linesOf(sealed).flatMap(verified).join('')
    return providerState === '' ? {} : { providerState }
  }

  const unsealedPart = (part: Part): Part => {
    if (part.type !== 'reasoning' || part.providerState === undefined) return part
    const { providerState, ...rest } = part
    return { ...rest, ...unsealedState(providerState) }
  }

  const unsealedCall = (call: ToolCall): ToolCall => {
    if (call.providerState === undefined) return call
    const { providerState, ...rest } = call
    return { ...rest, ...unsealedState(providerState) }
  }

  const unsealedMessage = (message: Message): Message =>
    hasState(message)
      ? {
          ...message,
          parts: message.parts.map(unsealedPart),
          ...(message.toolCalls && { toolCalls: message.toolCalls.map(unsealedCall) }),
        }
      : message

  return {
    sealed: chunk =>
      'providerState' in chunk && chunk.providerState !== undefined
        ? { ...chunk, providerState: sealedState(chunk.providerState) }
        : chunk,
    unsealed: input =>
      input.task === 'completion' && input.messages.some(hasState)
        ? { ...input, messages: input.messages.map(unsealedMessage) }
        : input,
  }
}

const hasState = ({ parts, toolCalls = [] }: Message): boolean =>
  parts.some(part => part.type === 'reasoning' && part.providerState !== undefined) ||
  toolCalls.some(call => call.providerState !== undefined)

const linesOf = (state: string): readonly string[] => state.split('\n').filter(line => line !== '')
