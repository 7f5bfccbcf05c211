/** One thing that is wrong in a configuration. The message tells what to do and holds no secret. */
export interface Fault {
  /** From 1. Absent where the file as a whole is meant. */
  readonly line?: number
  readonly column?: number
  /** Such as `models[0].deployments[0].provider`; empty for the document. */
  readonly path: string
  readonly message: string
}

/** A configuration that cannot be used: every fault of it, in the order of the file. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly Fault[]

  constructor(source: string, faults: readonly Fault[]) {
    super(faults.map(fault => inWords(source, fault)).join('\n'))
    this.faults = faults
  }
}

/** `weir.yaml:12:5 models[0].name: is required` */
const inWords = (source: string, { line, column, path, message }: Fault): string => {
  const position = line === undefined ? source : `${source}:${line}:${column ?? 1}`
  return path === '' ? `${position} ${message}` : `${position} ${path}: ${message}`
}
