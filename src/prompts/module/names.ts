import { GatewayError } from '../../core/error.ts'

/** Throws INVALID_INPUT unless a template can be called so. */
export const checkTemplateName = (name: string): void => {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name))
    throw invalid('name', 'must begin with a letter and hold only letters, digits, `_` and `-`, 64 at most')
}

/** Throws INVALID_INPUT unless a label can be called so. It must not look like the number of a version. */
export const checkLabelName = (path: string, name: string): void => {
  if (!/^[a-z][a-z0-9_-]{0,31}$/.test(name))
    throw invalid(
      path,
      'must begin with a small letter and hold only small letters, digits, `_` and `-`, 32 at most',
    )
}

/** The error for an argument that breaks a rule; the message begins with its path. */
export const invalid = (path: string, message: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `${path} ${message}`, { path })
