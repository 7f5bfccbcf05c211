const reasons: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
}

/** The Error of one line for a file that somebody has named, and that cannot be read. */
export const unreadable = (file: string, cause: unknown): Error => {
  const { code, message } = Object(cause)
  return new Error(`${file} cannot be read: ${reasons[code] ?? code ?? message}`, { cause })
}
