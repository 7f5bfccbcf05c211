import { Kind } from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import { faultAt } from './fault.ts'
import { askedIn, type ParsedModule } from './module.ts'

/** Why a model cannot be asked; undefined: it can. */
export type ModelFault = string | undefined

/**
 * The prompts of a module that ask a model which cannot be asked. Looked at when a module is published only: a model
 * that goes later takes its prompts' calls with it, and not the schema.
 */
export const modelFaults = (
  module: ParsedModule,
  faultOf: (model: string) => ModelFault,
): readonly SourceFault[] =>
  askedIn(module).flatMap(({ directives = [] }) =>
    directives
      .filter(({ name }) => name.value === 'prompt')
      .flatMap(directive => directive.arguments ?? [])
      .flatMap(({ name, value }) => {
        const fault = name.value === 'model' && value.kind === Kind.STRING ? faultOf(value.value) : undefined
        return fault === undefined ? [] : [faultAt(value, fault)]
      }),
  )
