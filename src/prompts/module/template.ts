import { Liquid, type Template, TokenKind } from 'liquidjs'
import type { Variables } from '../../core/prompt.ts'
import { templateLimits } from './limits.ts'

/** A template, parsed once. */
export interface PromptTemplateText {
  /** The variables that it reads, as paths: `['product', 'name']`. */
  readonly variables: readonly (readonly string[])[]
  /** What it writes in any case: its text outside of tags. */
  readonly fixed: string
  /** Throws an Error, with a reason, if it takes too long or too much memory, or reads what is not there. */
  render(variables: Variables, left: TimeLeft): string
}

const nowhere = 'A template stands by itself: it can read no other one'
const refuse = (): never => {
  throw new Error(nowhere)
}

const createEngine = (): Liquid => {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: templateLimits.characters,
    memoryLimit: templateLimits.memory,
    outputEscape: text,
    fs: {
      readFile: refuse,
      readFileSync: refuse,
      exists: async () => false,
      existsSync: () => false,
      contains: async () => false,
      containsSync: () => false,
      resolve: refuse,
      sep: '/',
      dirname: refuse,
    },
  })
  // Those read other templates; and these filters run a text as an expression, which may be a caller's.
  for (const tag of ['block', 'include', 'layout', 'render']) delete engine.tags[tag]
  for (const filter of Object.keys(engine.filters)) if (filter.endsWith('_exp')) delete engine.filters[filter]
  for (const [name, filter] of Object.entries(engine.filters))
    engine.filters[name] =
      typeof filter === 'function'
        ? bounded(name, filter)
        : { ...filter, handler: bounded(name, filter.handler) }
  return engine
}

type Filter = Extract<Liquid['filters'][string], (...given: never[]) => unknown>

/** Liquid looks at the clock between filters only: a single one must not get more than it can do in time. */
const bounded = (name: string, filter: Filter): Filter =>
  function (this: ThisParameterType<Filter>, value, ...given) {
    const { items, key } = templateLimits
    const isList = Array.isArray(value) || name === 'sample'
    if (isList && Object(value).length > items)
      throw new Error(`the filter \`${name}\` takes a list of ${items} items at most`)
    if (isList && given.some(argument => typeof argument === 'string' && argument.length > key))
      throw new Error(
        `the filter \`${name}\` takes a text of ${key} characters at most for what it does with a list`,
      )
    return filter.call(this, value, ...given)
  }

/** What `{{ }}` writes of a value: lists and objects as JSON. */
const text = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const engine = createEngine()

/** How many milliseconds templates that are rendered together may still take. */
export type TimeLeft = () => number

/**
 * Renders what belongs together within one limit of time, and again where that is said to be exceeded but another process
 * had the processor meanwhile: Liquid looks at the clock, which goes on then.
 */
export const inTime = <Rendered>(render: (left: TimeLeft) => Rendered): Rendered => {
  let error: unknown
  for (let attempt = 0; attempt < 4; attempt++) {
    const before = attempt === 0 ? undefined : process.threadCpuUsage()
    const end = performance.now() + templateLimits.renderMs
    try {
      return render(() => end - performance.now())
    } catch (thrown) {
      error = thrown
      if (!(thrown instanceof Error && thrown.message.includes('render limit'))) throw thrown
      if (!before) continue
      const { user, system } = process.threadCpuUsage(before)
      if (user + system > templateLimits.renderMs * 500) throw thrown
    }
  }
  throw error
}

/** Parses a template. Throws an Error with a reason and a place if it is not well formed. */
export const parseTemplate = (source: string): PromptTemplateText => {
  const parsed: Template[] = engine.parse(source)
  const variables = engine
    .globalVariableSegmentsSync(parsed)
    .map(segments => segments.filter(segment => typeof segment === 'string'))
  return {
    variables,
    fixed: parsed.map(({ token }) => (token.kind === TokenKind.HTML ? token.getText() : '')).join(''),
    render: (variables, left) => String(engine.renderSync(parsed, variables, { renderLimit: left() })),
  }
}
