import { GatewayError } from './error.ts'
import type { ImagePart } from './message.ts'

/** An image as callers write it: either `url`, or `data` with `mediaType`. */
export interface ImageInput {
  readonly url?: string | null | undefined
  readonly data?: string | null | undefined
  readonly mediaType?: string | null | undefined
  readonly detail?: keyof typeof details | null | undefined
}

const details = { AUTO: 'auto', HIGH: 'high', LOW: 'low' } as const

/** The image in the words of the core; its address and data are `checkImage`'s to look at. Throws INVALID_INPUT. */
export const imageOf = ({ url, data, mediaType, detail }: ImageInput, path: string): ImagePart => {
  const look = detail != null && { detail: details[detail] }
  if (url != null && data == null && mediaType == null) {
    if (!/^data:/i.test(url)) return { type: 'image', url, ...look }
    const comma = url.indexOf(',')
    const type = /^data:([^;,]+);base64$/i.exec(url.slice(0, comma))?.[1]
    if (type === undefined) throw fault(`${path}.url`, 'must say its media type and be in base64')
    return { type: 'image', data: url.slice(comma + 1), mediaType: type.toLowerCase(), ...look }
  }
  if (url == null && data != null && mediaType != null) return { type: 'image', data, mediaType, ...look }
  throw fault(path, 'must have either url, or data with mediaType')
}

const fault = (path: string, rule: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `${path} ${rule}`, { path })
