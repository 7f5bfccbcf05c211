import type { ToolCallChunk } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import { mostToolCalls } from './answer-bound.ts'
import { endless, fieldsOf, isJson, textIn } from './json.ts'
import { type JsonEnd, jsonEnd } from './json-end.ts'
import { keptBound } from './kept-bound.ts'
import { writeState } from './provider-state.ts'

/** Puts the pieces of tool calls in order, whatever a provider does to their indexes and ids. */
export interface ToolCalls {
  /** A piece as it came: an element of `tool_calls`, or the old `function_call`. */
  add(piece: unknown): readonly ToolCallChunk[]
  /** Whether the answer holds a call. */
  any(): boolean
  /** The answer is over: what is still needed for each call to be whole. */
  end(): readonly ToolCallChunk[]
}

interface Call {
  readonly index: number
  /** The provider's index; several calls may bear the same. */
  readonly providerIndex: number | undefined
  providerId: string | undefined
  name: string | undefined
  arguments: string
  /** Where these end. */
  readonly end: JsonEnd
  /** Arguments that came before the name. */
  held: string
}

/**
 * Providers omit the index or repeat 0, repeat the id and the name in every piece or send a new id with each, leave
 * out ids or arguments, send a call whole, or send it whole a second time at the end. A call starts where an
 * unknown index comes, or a new id along with a name; everything else continues the last call of its index.
 * `kind` is the provider's, whose states are for nobody else; `idFor` makes the id of a call that came without one.
 */
export function toolCalls(kind: string, idFor: (index: number) => string): ToolCalls {
  const calls: Call[] = []
  const keep = keptBound()

  const callOf = (index: number | undefined, id: string | undefined, name: string | undefined): Call => {
    const known =
      (id !== undefined && calls.findLast(call => call.providerId === id && same(call, index))) ||
      calls.findLast(call => index === undefined || call.providerIndex === index)
    if (known && !startsAnother(known, id, name, index)) return known
    if (calls.length === mostToolCalls) throw endless(mostToolCalls, 'tool calls')
    const call: Call = {
      index: calls.length,
      providerIndex: index,
      providerId: id,
      name: undefined,
      arguments: '',
      end: jsonEnd(),
      held: '',
    }
    calls.push(call)
    return call
  }

  return {
    add(piece) {
      const fields = fieldsOf(piece)
      const called = fieldsOf(fields.function ?? fields.custom ?? fields)
      const name = textIn(called.name)
      const text = argumentsIn(called.arguments ?? called.input)
      const id = textIn(fields.id)
      const index = typeof fields.index === 'number' ? fields.index : undefined
      if (name === undefined && text === '' && id === undefined) return []

      const call = callOf(index, id, name)
      if (call.name !== undefined) {
        if (text === '' || (text === call.arguments && isJson(text))) return []
        call.arguments += text
        call.end.read(text)
        return [{ type: 'tool-call', index: call.index, arguments: text }]
      }
      keep(text.length, 0)
      call.held += text
      call.providerId ??= id
      if (name === undefined) return []
      call.name = name
      call.arguments = call.held
      call.end.read(call.held)
      return [
        {
          type: 'tool-call',
          index: call.index,
          id: call.providerId ?? idFor(call.index),
          name,
          arguments: call.held,
          ...stateIn(kind, fields.extra_content),
        },
      ]
    },
    any: () => calls.length > 0,
    end() {
      const nameless = calls.find(call => call.name === undefined)
      if (nameless)
        throw new ProviderFailure('MALFORMED_ANSWER', 'The provider sent a tool call without a name', {
          retryable: true,
        })
      return calls
        .filter(call => call.arguments.trim() === '')
        .map(call => ({ type: 'tool-call', index: call.index, arguments: '{}' }))
    },
  }
}

const same = (call: Call, index: number | undefined): boolean =>
  index === undefined || call.providerIndex === undefined || call.providerIndex === index

const startsAnother = (
  call: Call,
  id: string | undefined,
  name: string | undefined,
  index: number | undefined,
): boolean => {
  if (name === undefined || call.name === undefined) return false
  if (id !== undefined) return call.providerId !== undefined && call.providerId !== id
  return (index === undefined || call.providerId === undefined) && call.end.isWhole()
}

/** Some send the arguments as an object, or null. */
const argumentsIn = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value == null ? '' : JSON.stringify(value)
}

/** What the provider wants back with the call, such as Google's thought signature. */
const stateIn = (kind: string, extra_content: unknown): { providerState?: string } =>
  extra_content == null ? {} : { providerState: writeState(kind, { extra_content }) }
