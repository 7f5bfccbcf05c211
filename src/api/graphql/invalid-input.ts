import { GatewayError } from '../../core/error.ts'

/** The error for an argument that breaks a rule; the message begins with `path`, such as `messages[0].content`. */
export const invalidInput = (path: string, rule: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `${path} ${rule}`, { path })
