import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml'
import type { Fault } from './fault.ts'

export type Path = readonly PropertyKey[]

/** A YAML text that was read, and where everything in it stands. */
export interface ConfigDocument {
  /** Maps, lists and strings only: every scalar is its own text, so that no number passes through a double. */
  readonly value: unknown
  /** What is wrong with the text itself. */
  readonly faults: readonly Fault[]
  /** A fault at the path, or at the nearest thing above it that is in the text. */
  fault(path: Path, message: string): Fault
  /** The scalar as it is written, `${NAME}` and all: what may be shown of it. */
  written(path: Path): string
}

/** `${NAME}`, or the escape `$${`. */
const reference = /\$\$\{|\$\{([^}]*)\}/g

/**
 * Reads a YAML text and puts the environment's values in place of `${NAME}` within scalar values; `$${` stands for
 * `${`. Nothing that came from the environment appears in a fault.
 */
export const readDocument = (
  text: string,
  env: { readonly [name: string]: string | undefined },
): ConfigDocument => {
  const lines = new LineCounter()
  // The failsafe schema knows strings only, and uniqueKeys refuses what would silently win over its twin.
  const document = parseDocument(text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  })
  const faults: Fault[] = []
  const at = (offset: number, path: string, message: string): Fault => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col, path, message }
  }

  const nodeAt = (path: Path): { readonly offset: number; readonly scalar: Scalar | undefined } => {
    const node = document.getIn(path, true)
    if (isScalar(node)) return { offset: node.range?.[0] ?? 0, scalar: node }
    if (hasRange(node)) return { offset: node.range?.[0] ?? 0, scalar: undefined }
    return path.length === 0 ? { offset: 0, scalar: undefined } : nodeAt(path.slice(0, -1))
  }

  /** The key itself is the better place to look at than its value. */
  const offsetOf = (path: Path): number => {
    const parent = document.getIn(path.slice(0, -1), true)
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
      : undefined
    return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : nodeAt(path).offset
  }

  const result = (value: unknown): ConfigDocument => ({
    value,
    faults,
    fault: (path, message) => at(offsetOf(path), pathText(path), message),
    written: path => nodeAt(path).scalar?.source ?? '',
  })

  // Its brace begins a map for YAML, and what is wrong with that, nobody has meant.
  const bare = document.errors.find(({ pos: [offset] }) => text.startsWith('${', offset - 1))
  if (bare)
    faults.push(at(bare.pos[0] - 1, '', 'a `$' + '{…}` within { } or [ ] needs quotation marks: "$' + '{…}"'))
  else
    for (const { code, message, pos } of document.errors) faults.push(at(pos[0], '', syntax(code, message)))
  if (faults.length > 0) return result(undefined)

  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string') return
      const refuse = (message: string) => {
        faults.push(at(node.range?.[0] ?? 0, pathText(pathOf(node, ancestors)), message))
      }
      node.value = node.value.replace(reference, (match, name: string | undefined) => {
        if (match === '$${') return '${'
        if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
          refuse('`$' + '{…}` must hold the name of an environment variable; write `$${` for a plain `${`')
          return ''
        }
        const value = env[name]
        if (value === undefined) refuse(`the environment variable ${name} is not set`)
        return value ?? ''
      })
    },
    Alias(_, node, ancestors) {
      if (!node.resolve(document))
        faults.push(
          at(
            node.range?.[0] ?? 0,
            pathText(pathOf(node, ancestors)),
            'there is no anchor of this name above',
          ),
        )
    },
  })
  if (faults.length > 0) return result(undefined)
  try {
    return result(document.toJS({ maxAliasCount: 100 }))
  } catch (error) {
    // What the parser calls "excessive alias count": a few lines that unfold to gigabytes.
    if (!(error instanceof ReferenceError)) throw error
    faults.push(at(0, '', 'repeats its anchors too often'))
    return result(undefined)
  }
}

const hasRange = (node: unknown): node is Node => typeof node === 'object' && node !== null && 'range' in node

/** The keys and indexes that lead to a node. */
const pathOf = (node: Node, ancestors: readonly unknown[]): Path => {
  const chain = [...ancestors, node]
  return chain.flatMap((ancestor, depth): PropertyKey[] => {
    if (isPair(ancestor) && isScalar(ancestor.key)) return [String(ancestor.key.value)]
    return isSeq(ancestor) ? [ancestor.items.indexOf(chain[depth + 1])] : []
  })
}

/** Some of the parser's messages quote the text, which may be a secret. */
const syntax = (code: string, message: string): string => {
  if (code === 'DUPLICATE_KEY') return 'the key is there twice'
  if (code === 'BAD_ALIAS' || code === 'TAG_RESOLVE_FAILED') return `this is no valid YAML (${code})`
  return `this is no valid YAML: ${message.split('\n', 1)[0]}`
}

/** `models[0].deployments[1].provider` */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`),
    '',
  )
