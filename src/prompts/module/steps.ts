import {
  type ASTNode,
  type DirectiveNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLType,
  isNonNullType,
  Kind,
  type ObjectValueNode,
} from 'graphql'
import { didYouMean } from '../../core/closest.ts'
import type { SourceFault } from '../../core/error.ts'
import type { JsonObject, Prompt, PromptStep, Variables } from '../../core/prompt.ts'
import { isObject } from '../asking/read-answer.ts'
import { faultAt } from './fault.ts'
import { moduleLimits } from './limits.ts'
import { sampleOf } from './sample.ts'
import { type StepArgument, StepArgumentError, stepArgument } from './step-argument.ts'
import { inTime } from './template.ts'
import { valueAt } from './variable-faults.ts'

/** A prompt of the same module, which may be a step. */
export interface Sibling {
  readonly field: GraphQLField<unknown, unknown>
  /** Of its answer, as the module says it. */
  readonly type: GraphQLOutputType
  readonly hasSteps: boolean
  /** Absent: something is wrong with it. */
  readonly prompt?: Prompt | undefined
}

/** A step as @prompt says it. */
export interface WrittenStep {
  readonly prompt: string
  readonly as: string
  readonly arguments: unknown
}

/** A step that may be taken, and what templates may read of it. */
export interface ReadStep {
  readonly as: string
  readonly type: GraphQLType
  readonly reads: readonly string[]
  /** Absent: something is wrong with it or with its prompt, which is told. */
  readonly step?: PromptStep
}

/** Reads the steps of a prompt in their order; what is wrong with them is added to `faults`, with its place. */
export const readSteps = (
  written: readonly WrittenStep[],
  about: {
    readonly field: GraphQLField<unknown, unknown>
    readonly node: DirectiveNode
    readonly siblings: ReadonlyMap<string, Sibling>
  },
  faults: SourceFault[],
): readonly ReadStep[] => {
  const { field, node, siblings } = about
  const { steps: most } = moduleLimits
  if (written.length > most)
    faults.push(faultAt(valueAt(node, 'steps'), `There are ${written.length} steps; ${most} are allowed`))
  const scope = new Map<string, GraphQLType>(field.args.map(({ name, type }) => [name, type]))
  return written.slice(0, most).flatMap((step, index): readonly ReadStep[] => {
    const place = placeOf(node, index)
    const fault = (part: string, message: string): readonly ReadStep[] => {
      faults.push(faultAt(partOf(place, part), `The step \`${step.as}\`: ${message}`))
      return []
    }
    if (!/^[A-Za-z_]\w{0,63}$/.test(step.as))
      return fault('as', 'its name must be one that a template can read')
    if (scope.has(step.as)) return fault('as', 'its name is taken by an argument or a step before')
    const sibling = siblings.get(step.prompt)
    if (!sibling) {
      const near = didYouMean(step.prompt, [...siblings.keys()])
      return fault('prompt', `there is no prompt \`${step.prompt}\` in this module${near}`)
    }
    if (step.prompt === field.name) return fault('prompt', 'a prompt cannot be a step of itself')
    if (sibling.hasSteps)
      return fault(
        'prompt',
        `\`${step.prompt}\` has steps of its own, so it cannot be one: write its steps here`,
      )
    const { reads, make } = argumentsOf(step, { sibling, scope, place }, faults)
    scope.set(step.as, sibling.type)
    const { prompt } = sibling
    return [
      {
        as: step.as,
        type: sibling.type,
        reads,
        ...(prompt && {
          step: {
            prompt,
            as: step.as,
            reads: new Set(reads),
            sample: sampleOf(sibling.type),
            variablesOf: known => prompt.readArguments(make(known)),
          },
        }),
      },
    ]
  })
}

const argumentsOf = (
  step: WrittenStep,
  about: {
    readonly sibling: Sibling
    readonly scope: ReadonlyMap<string, GraphQLType>
    readonly place: ObjectValueNode | ASTNode
  },
  faults: SourceFault[],
): { readonly reads: readonly string[]; readonly make: (known: Variables) => JsonObject } => {
  const { sibling, scope, place } = about
  const { args, name: prompt } = sibling.field
  const all = partOf(place, 'arguments')
  const fault = (at: ASTNode, message: string): void => {
    faults.push(faultAt(at, `The step \`${step.as}\`: ${message}`))
  }
  const given = step.arguments as JsonObject
  if (!isObject(given)) {
    fault(all, 'its arguments are an object')
    return { reads: [], make: () => ({}) }
  }
  const made: (readonly [string, StepArgument])[] = []
  for (const [name, value] of Object.entries(given)) {
    const argument = args.find(argument => argument.name === name)
    if (!argument) {
      fault(
        partOf(all, name),
        `\`${name}\` is no argument of \`${prompt}\`${didYouMean(
          name,
          args.map(({ name }) => name),
        )}`,
      )
      continue
    }
    try {
      made.push([name, stepArgument(value, argument.type, scope)])
    } catch (error) {
      if (!(error instanceof StepArgumentError)) throw error
      fault(partOf(all, name), `\`${name}\` of \`${prompt}\`: ${error.message}`)
    }
  }
  for (const { name, type, defaultValue } of args)
    if (isNonNullType(type) && defaultValue === undefined && !Object.hasOwn(given, name))
      fault(all, `\`${prompt}\` needs the argument \`${name}\``)
  return {
    reads: made.flatMap(([, { reads }]) => reads),
    make: known =>
      inTime(left => Object.fromEntries(made.map(([name, argument]) => [name, argument.make(known, left)]))),
  }
}

/** Where a step is written. */
const placeOf = (node: DirectiveNode, index: number): ASTNode => {
  const all = valueAt(node, 'steps')
  return all.kind === Kind.LIST ? (all.values[index] ?? all) : all
}

/** Where a part of it is written. */
const partOf = (node: ASTNode, name: string): ASTNode =>
  node.kind === Kind.OBJECT ? (node.fields.find(field => field.name.value === name)?.value ?? node) : node
