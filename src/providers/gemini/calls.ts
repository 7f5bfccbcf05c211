import type { ToolCallChunk } from '../../core/chunk.ts'
import type { Json } from '../../core/message.ts'
import { type Fields, fieldsOf, textIn } from '../kit/json.ts'
import { writeState } from '../kit/provider-state.ts'
import { type PartialArguments, partialArguments } from './partial-arguments.ts'

/** Reads the parts of one answer that hold a `functionCall`. */
export interface CallReader {
  add(part: Fields): readonly ToolCallChunk[]
  /** The answer is over: ends a call whose arguments were still on their way. */
  end(): readonly ToolCallChunk[]
  count(): number
}

/** Calls come whole, or as a name, then values with paths, then an empty call. `idFor` makes missing ids. */
export function callReader(idFor: (index: number) => string): CallReader {
  let count = 0
  let open: { readonly index: number; readonly values: PartialArguments } | undefined

  const end = (): readonly ToolCallChunk[] => {
    if (!open) return []
    const { index, values } = open
    open = undefined
    return [{ type: 'tool-call', index, arguments: values.json() }]
  }

  const begin = (call: Fields, signature: unknown): ToolCallChunk => {
    const index = count++
    const id = textIn(call.id)
    const state: { [name: string]: Json } = {}
    if (id !== undefined) state.id = id
    if (typeof signature === 'string') state.signature = signature
    const isStreamed = call.willContinue === true || call.partialArgs !== undefined
    if (isStreamed) open = { index, values: partialArguments() }
    return {
      type: 'tool-call',
      index,
      id: id ?? idFor(index),
      name: textIn(call.name) ?? '',
      arguments: isStreamed ? '' : JSON.stringify(fieldsOf(call.args)),
      ...(Object.keys(state).length > 0 && { providerState: writeState('gemini', state) }),
    }
  }

  return {
    add(part) {
      const call = fieldsOf(part.functionCall)
      const begun = textIn(call.name) === undefined ? [] : [...end(), begin(call, part.thoughtSignature)]
      open?.values.add(call.partialArgs)
      return call.willContinue === true ? begun : [...begun, ...end()]
    },
    end,
    count: () => count,
  }
}
