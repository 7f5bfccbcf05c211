import { GatewayError } from '../../core/error.ts'
import type * as contract from './generated/resolvers.ts'

/**
 * The error with its place in the words of the contract, where those of the core differ: an image's fields stand in
 * `image` there, and inline data may have come as a `data:` address. The message begins with the same place.
 */
export const inContractWords = (
  error: GatewayError,
  messages: readonly contract.MessageInput[],
): GatewayError => {
  const { path } = error.details
  const [place, message, part, field] = (path !== undefined && imageField.exec(path)) || []
  if (path === undefined || place === undefined) return error
  const asUrl = messages[Number(message)]?.parts?.[Number(part)]?.image?.url != null
  const renamed = `messages[${message}].parts[${part}].image.${asUrl ? 'url' : field}`
  const text = error.message.startsWith(path) ? renamed + error.message.slice(path.length) : error.message
  return new GatewayError(error.code, text, { ...error.details, path: renamed })
}

const imageField = /^messages\[(\d+)\]\.parts\[(\d+)\]\.(url|data|mediaType)$/
