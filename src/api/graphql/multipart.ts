import type { WireFormat } from './wire-format.ts'

const part = (body: unknown): string =>
  `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(body)}\r\n--graphql`

/**
 * Apollo's multipart protocol for subscriptions over HTTP. Each part is closed by the next boundary at once, since
 * clients read a part when they see where it ends.
 * https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
 */
export const multipartSubscription: WireFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  open: '\r\n--graphql',
  next: payload => part({ payload }),
  keepAlive: part({}),
  failed: error => `${part({ payload: null, errors: [error] })}--\r\n`,
  complete: '--\r\n',
}

/** Whether the Accept header asks for the multipart protocol, as Apollo Client does for subscriptions. */
export const acceptsMultipart = (accept: string | undefined): boolean =>
  accept !== undefined && /multipart\/mixed[^,]*;\s*subscriptionSpec="?1\.0/i.test(accept)
