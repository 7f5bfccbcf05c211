import type { Resolvers } from '../generated/resolvers.ts'
import { DateTimeScalar, DecimalScalar, JsonScalar, SafeIntScalar } from '../scalars.ts'

/** What resolvers need to know of the schema that they belong to. */
export interface SchemaFacts {
  /** Every operation that a credential can be limited to. */
  readonly operations: ReadonlySet<string>
}

/** All resolvers, a file a topic of the SDL. */
export const createResolvers = (_facts: SchemaFacts): Resolvers => ({
  DateTime: DateTimeScalar,
  Decimal: DecimalScalar,
  JSON: JsonScalar,
  SafeInt: SafeIntScalar,
})
