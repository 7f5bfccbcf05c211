import type { WireFormat } from './wire-format.ts'

/**
 * GraphQL over Server-Sent Events, distinct connections mode.
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
 */
export const serverSentEvents: WireFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  open: ':\n\n',
  next: result => `event: next\ndata: ${JSON.stringify(result)}\n\n`,
  keepAlive: ':\n\n',
  failed: error => `event: next\ndata: ${JSON.stringify({ errors: [error] })}\n\nevent: complete\ndata:\n\n`,
  complete: 'event: complete\ndata:\n\n',
}

/** Whether the Accept header takes server-sent events and nothing that is JSON. */
export const wantsOnlyEvents = (accept: string | undefined): boolean =>
  accept !== undefined && /text\/event-stream/i.test(accept) && !/json|application\/\*|\*\/\*/i.test(accept)
