import { type DirectiveNode, type GraphQLOutputType, getNamedType, Kind } from 'graphql'
import { RE2JS } from 're2js'
import type { SourceFault } from '../../core/error.ts'
import type { Json } from '../../core/message.ts'
import type { Edited } from '../../core/prompt.ts'
import { jsonText } from '../asking/json-text.ts'
import { isReply } from '../asking/read-reply.ts'
import { valueAt as jsonAt, pathSteps } from '../testing/json-path.ts'
import { faultAt } from './fault.ts'
import { moduleLimits } from './limits.ts'
import { compilePattern, isSearchable } from './pattern.ts'
import { valueAt } from './variable-faults.ts'

/** A change of an answer as @prompt says it. */
export interface WrittenEdit {
  readonly do: keyof typeof kinds
  readonly path?: string | null
  readonly pattern?: string | null
  readonly group?: number | null
  readonly start?: string | null
  readonly end?: string | null
  readonly length?: number | null
  readonly with?: string | null
}

/** Changes a text, or tells why it cannot, in words that the model can mend it by. */
type Edit = (text: string) => Edited

interface EditKind {
  readonly needs: readonly (keyof WrittenEdit)[]
  readonly takes?: readonly (keyof WrittenEdit)[]
  /** Throws an Error with a reason if what is written cannot be. */
  readonly make: (written: WrittenEdit) => Edit
}

/** An answer that becomes longer than this, in UTF-16 code units, is none. */
const longestText = 1_000_000

/** How long one change may look for matches, in microseconds of CPU: each of many may look through all that is left. */
const replaceMicros = 200_000

const done = (text: string): Edited => ({ text })
const failed = (fault: string): Edited => ({ fault })

const tooLong = 'the answer is too long to be changed'

const kinds = {
  CODE_BLOCK: {
    needs: [],
    make: () => text => {
      const open = text.indexOf('```')
      const line = text.indexOf('\n', open)
      const close = line === -1 ? -1 : text.indexOf('```', line)
      if (open === -1 || close === -1) return failed('the answer has no block of code between ``` and ```')
      return done(text.slice(line + 1, close).replace(/\n$/, ''))
    },
  },
  BETWEEN: {
    needs: ['start', 'end'],
    make:
      ({ start, end }) =>
      text => {
        const from = text.indexOf(start ?? '')
        const to = from === -1 ? -1 : text.indexOf(end ?? '', from + (start ?? '').length)
        if (to === -1) return failed(`the answer has nothing between \`${start}\` and \`${end}\``)
        return done(text.slice(from + (start ?? '').length, to))
      },
  },
  CUT: {
    needs: ['length'],
    make({ length }) {
      const most = length ?? 0
      if (most < 1) throw new Error('`length` must be 1 or more')
      // Never between the halves of a pair.
      return text => done(text.slice(0, most).replace(/[\ud800-\udbff]$/, ''))
    },
  },
  LOWER_CASE: { needs: [], make: () => text => done(text.toLowerCase()) },
  MATCH: {
    needs: ['pattern'],
    takes: ['group'],
    make({ pattern, group }) {
      const compiled = compilePattern(pattern ?? '')
      const most = compiled.groupCount()
      const wanted = group ?? Math.min(most, 1)
      if (wanted < 0 || wanted > most) throw new Error(`\`group\` must be from 0 to ${most}`)
      return text => {
        const matcher = compiled.matcher(text)
        const found = matcher.find() ? matcher.group(wanted) : null
        return found == null ? failed(`nothing in the answer matches \`${pattern}\``) : done(found)
      }
    },
  },
  NUMBER: {
    needs: [],
    make: () => text => {
      const matcher = number.matcher(text)
      const found = matcher.find() ? matcher.group() : null
      return found == null ? failed('the answer has no number') : done(found.replaceAll(',', ''))
    },
  },
  PATH: {
    needs: ['path'],
    make({ path }) {
      if (!pathSteps(path ?? '')) throw new Error('`path` must be a path such as `$.keyPoints[0]`')
      return text => {
        const json = parsed(text)
        if (json === undefined) return failed('the answer is not JSON')
        const value = jsonAt(json, path ?? '')
        if (value === undefined || value === null) return failed(`there is nothing at \`${path}\``)
        const found = typeof value === 'string' ? value : jsonText(value)
        return found === undefined ? failed(`what is at \`${path}\` is nested too deep`) : done(found)
      }
    },
  },
  REPLACE: {
    needs: ['pattern', 'with'],
    make(written) {
      const compiled = compilePattern(written.pattern ?? '')
      const replacement = written.with ?? ''
      return text => {
        const matcher = compiled.matcher(text)
        let result = ''
        let end = 0
        const before = process.threadCpuUsage()
        while (matcher.find()) {
          result += text.slice(end, matcher.start()) + replacement
          end = matcher.end()
          if (result.length > longestText) return failed('the answer becomes too long')
          if (process.threadCpuUsage(before).user > replaceMicros) return failed(tooLong)
        }
        return done(result + text.slice(end))
      }
    },
  },
  TRIM: { needs: [], make: () => text => done(text.trim()) },
  UPPER_CASE: { needs: [], make: () => text => done(text.toUpperCase()) },
} as const satisfies { readonly [kind: string]: EditKind }

/** The changes of an answer as one; absent if there are none, or if something is wrong with them, which is added to `faults`. */
export const readEdits = (
  written: readonly WrittenEdit[],
  about: { readonly type: GraphQLOutputType; readonly node: DirectiveNode },
  faults: SourceFault[],
): Edit | undefined => {
  if (written.length === 0) return undefined
  const { type, node } = about
  const all = valueAt(node, 'then')
  const before = faults.length
  if (written.length > moduleLimits.edits)
    faults.push(faultAt(all, `There are ${written.length} changes; ${moduleLimits.edits} are allowed`))
  if (isReply(type)) faults.push(faultAt(all, '`PromptReply` is answered as it is'))
  let steps = 0
  const edits = written.flatMap((edit, index): readonly Edit[] => {
    const place = all.kind === Kind.LIST ? (all.values[index] ?? all) : all
    const { needs, takes = [], make }: EditKind = kinds[edit.do]
    const said = Object.keys(edit).filter(name => name !== 'do' && edit[name as keyof WrittenEdit] != null)
    const lacking = needs.find(name => !said.includes(name))
    const stray = said.find(name => ![...needs, ...takes].includes(name as keyof WrittenEdit))
    const fault = (message: string): readonly Edit[] => {
      faults.push(faultAt(place, message))
      return []
    }
    if (lacking !== undefined) return fault(`${edit.do} needs \`${lacking}\``)
    if (stray !== undefined) return fault(`${edit.do} takes no \`${stray}\``)
    if (edit.do === 'NUMBER' && index < written.length - 1)
      return fault('NUMBER is the last change: what follows would be of a text')
    if (edit.do === 'NUMBER' && !numeric.has(String(getNamedType(type))))
      return fault(`NUMBER gives a number, which ${type} is not`)
    try {
      const change = make(edit)
      if (edit.pattern == null) return [change]
      steps += compilePattern(edit.pattern).programSize()
      return [text => (isSearchable(text, steps) ? change(text) : failed(tooLong))]
    } catch (error) {
      return fault(
        `${edit.do}: ${error instanceof Error ? error.message.slice(0, 200) : 'it cannot be done'}`,
      )
    }
  })
  return faults.length > before
    ? undefined
    : text =>
        edits.reduce<Edited>((edited, edit) => ('text' in edited ? edit(edited.text) : edited), { text })
}

const numeric: ReadonlySet<string> = new Set(['Decimal', 'Float', 'ID', 'Int', 'SafeInt', 'String'])

const number = RE2JS.compile('-?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?')

/** The JSON in a text: all of it, or what stands between the outermost braces. */
const parsed = (text: string): Json | undefined => {
  for (const candidate of [text, text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)]) {
    try {
      return JSON.parse(candidate)
    } catch {
      // The next reading may do.
    }
  }
  return undefined
}
