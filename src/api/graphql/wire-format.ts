import type { ExecutionResult, GraphQLFormattedError } from 'graphql'

/** How a stream of results is written over HTTP. */
export interface WireFormat {
  readonly contentType: string
  /** What comes first. */
  readonly open: string
  readonly next: (result: ExecutionResult) => string
  /** Says that we are still here while there is nothing to say. */
  readonly keepAlive: string
  /** The end after an error that ended the stream. */
  readonly failed: (error: GraphQLFormattedError) => string
  readonly complete: string
}
