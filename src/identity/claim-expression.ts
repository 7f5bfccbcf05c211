import { type ASTNode, Environment, Optional } from '@marcbachmann/cel-js'

/** The verified claims of a token. */
export type Claims = { readonly [name: string]: unknown }

/** Works out one thing from the claims. Throws where a claim is missing that it needs. */
export type ClaimExpression = (claims: Claims) => unknown

/** Tells what is wrong with an expression, in one line; undefined if nothing is. */
export const claimExpressionFault = (source: string): string | undefined => {
  const compiled = compile(source)
  return typeof compiled === 'string' ? compiled : undefined
}

/**
 * Compiles a CEL expression over the variable `claims`, once. It runs in time linear to the claims: there are no
 * nested comprehensions, and no regular expressions, which the package would run on an engine that backtracks.
 * `claims.?name` gives undefined where the claim is missing. Throws an Error of one line.
 */
export const claimExpression = (source: string): ClaimExpression => {
  const compiled = compile(source)
  if (typeof compiled === 'string') throw new Error(`The claim expression ${compiled}`)
  return compiled
}

const environment = new Environment({
  enableOptionalTypes: true,
  limits: { maxAstNodes: 200, maxDepth: 30, maxListElements: 50, maxMapEntries: 50, maxCallArguments: 10 },
}).registerVariable('claims', 'map')

/** Types that neither a name nor a list of roles can be. */
const uselessTypes = /^(?:bool|bytes|double|int|null|map|uint)\b/

const compile = (source: string): ClaimExpression | string => {
  try {
    const evaluate = environment.parse(source)
    const { type = '', error } = evaluate.check()
    if (error) return inWords(error)
    if (uselessTypes.test(type)) return `gives a value of the type ${type}, not a text`
    const forbidden = forbiddenPart(evaluate.ast, 'OUTSIDE')
    if (forbidden !== undefined) return forbidden
    return claims => {
      const value: unknown = evaluate({ claims })
      if (!(value instanceof Optional)) return value
      return value.hasValue() ? value.value() : undefined
    }
  } catch (error) {
    return inWords(error)
  }
}

/** `found no matching overload for 'x(dyn)' (at its character 1)` */
const inWords = (error: unknown): string => {
  const summary = error instanceof Error ? ('summary' in error ? error.summary : error.message) : error
  const range = error instanceof Error && 'range' in error ? Object(error.range) : {}
  const place = typeof range.start === 'number' ? ` (at its character ${range.start + 1})` : ''
  return `is no valid CEL expression: ${String(summary).split('\n', 1)[0]}${place}`
}

const comprehensions = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])

const forbiddenPart = (node: ASTNode, where: 'INSIDE' | 'OUTSIDE'): string | undefined => {
  if (node.op !== 'rcall') return firstOf(childrenOf(node), child => forbiddenPart(child, where))
  const [name, receiver, given] = node.args
  if (name === 'matches')
    return 'uses matches, which is not available here; use ==, in, contains, startsWith or endsWith'
  const isComprehension = comprehensions.has(name)
  if (isComprehension && where === 'INSIDE')
    return `uses ${name} inside another comprehension, which may take too long`
  return (
    forbiddenPart(receiver, where) ??
    firstOf(given, child => forbiddenPart(child, isComprehension ? 'INSIDE' : where))
  )
}

const firstOf = <T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined => {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

const childrenOf = (node: Exclude<ASTNode, { op: 'rcall' }>): readonly ASTNode[] => {
  switch (node.op) {
    case 'id':
    case 'value':
      return []
    case '.':
    case '.?':
      return [node.args[0]]
    case '!_':
    case '-_':
      return [node.args]
    case 'call':
      return node.args[1]
    case 'map':
      return node.args.flat()
    default:
      return node.args
  }
}
