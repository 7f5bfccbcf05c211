/** Why the server cannot listen, in one line that says what to do; `error` is what Node says. */
export const listenFault = (
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): Error => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new Error(reasons[code]?.(host, port) ?? `Cannot listen at ${host}, port ${port}: ${error}`, {
    cause: error,
  })
}

const reasons: { readonly [code: string]: (host: string, port: number) => string } = {
  EACCES: (_, port) => `This user may not listen at port ${port}; set PORT to one above 1023`,
  EADDRINUSE: (host, port) =>
    `Port ${port} of ${host} is in use already; set PORT to another one, or to 0 for any free one`,
  EADDRNOTAVAIL: host => `This machine has no address ${host}; set HOST to one of its own`,
  ENOTFOUND: host => `There is no host ${host}; set HOST to an address of this machine`,
}
