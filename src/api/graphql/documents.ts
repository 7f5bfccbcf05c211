import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql'
import { type Present, type PresentedError, refusal } from './errors.ts'
import { checkDocument, type DocumentLimits } from './limits.ts'

/** A document that passed every check, and the one operation of it that is asked for. */
export interface PreparedOperation {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
}

/** Why nothing is executed. */
export interface Refused {
  readonly outcome: 'REFUSED'
  readonly errors: readonly PresentedError[]
}

export type Preparation = ({ readonly outcome: 'READY' } & PreparedOperation) | Refused

/** Parses, limits and validates documents. What every transport asks before it executes anything. */
export interface Documents {
  /** `operationName` may be absent if the document has one operation. Never throws. */
  prepare(source: string, operationName?: string): Preparation
}

/** How many documents are remembered. */
export interface DocumentMemory {
  readonly entries: number
  readonly characters: number
}

const usualMemory: DocumentMemory = { entries: 1_000, characters: 1_000_000 }

/** Remembers the latest valid documents by their text. */
export const createDocuments = (about: {
  readonly schema: GraphQLSchema
  readonly limits: DocumentLimits
  readonly present: Present
  readonly memory?: DocumentMemory | undefined
}): Documents => {
  const { schema, limits, present, memory = usualMemory } = about
  const valid = createLatest<DocumentNode>(memory)

  const check = (source: string): DocumentNode | readonly unknown[] => {
    if (source.length > limits.characters)
      return [
        refusal(
          'INVALID_INPUT',
          `The document has ${source.length} characters; ${limits.characters} are allowed`,
        ),
      ]
    try {
      const document = parse(source, { maxTokens: limits.tokens })
      const tooLarge = checkDocument(schema, document, limits)
      if (tooLarge.length > 0) return tooLarge
      const invalid = validate(schema, document)
      return invalid.length > 0 ? invalid : document
    } catch (error) {
      // The parser's own stack.
      return [
        error instanceof RangeError ? refusal('INVALID_INPUT', 'The document is nested too deep') : error,
      ]
    }
  }

  return {
    prepare(source, operationName) {
      let document = valid.get(source)
      if (!document) {
        const checked = check(source)
        if (!('kind' in checked)) return { outcome: 'REFUSED', errors: checked.map(present) }
        valid.set(source, checked)
        document = checked
      }
      const operation = getOperationAST(document, operationName)
      if (operation) return { outcome: 'READY', document, operation }
      const message =
        operationName === undefined
          ? 'The document has several operations: name one in operationName'
          : `The document has no operation named "${operationName}"`
      return { outcome: 'REFUSED', errors: [refusal('INVALID_INPUT', message)] }
    },
  }
}

/** The values used last, within two bounds. */
const createLatest = <Value>(limits: DocumentMemory) => {
  const values = new Map<string, Value>()
  let characters = 0
  return {
    get(key: string): Value | undefined {
      const value = values.get(key)
      if (value === undefined) return undefined
      values.delete(key)
      values.set(key, value)
      return value
    },
    set(key: string, value: Value): void {
      values.set(key, value)
      characters += key.length
      for (const oldest of values.keys()) {
        if (values.size <= limits.entries && characters <= limits.characters) return
        values.delete(oldest)
        characters -= oldest.length
      }
    },
  }
}
