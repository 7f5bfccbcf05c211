import { readFile } from 'node:fs/promises'
import type { Config } from '../core/config.ts'
import type { Declared } from '../core/declaration.ts'
import { checkConfig, inOrder } from './check.ts'
import { entriesOf } from './declared.ts'
import { readDocument } from './document.ts'
import { ConfigError } from './fault.ts'
import type { Surroundings } from './surroundings.ts'

/** Longer than any gateway's configuration, and short enough to be read at once. */
const maxFileBytes = 4_194_304

/** The text of a file; undefined if it is not there, which is a fault where it is `required`. Throws ConfigError. */
export const readConfigFile = async ({
  path,
  required,
}: {
  readonly path: string
  readonly required: boolean
}): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    if (code === 'ENOENT' && !required) return undefined
    throw new ConfigError(path, [{ path: '', message: `cannot be read: ${reasons[code] ?? code}` }])
  }
}

const reasons: { readonly [code: string]: string } = {
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file; correct WEIR_CONFIG or create it',
}

/** What a `weir.yaml` says. */
export interface FileContent {
  readonly config: Config
  /** Its providers, models, quotas and the like, entry by entry. */
  readonly declared: readonly Declared[]
  /** Whether the simulator is there unless somebody else has its name. */
  readonly isSimulated: boolean
}

/** Checks the text of a `weir.yaml`; `source` is what faults call it. Throws ConfigError with every fault found. */
export const parseFile = (text: string, source: string, surroundings: Surroundings): FileContent => {
  if (Buffer.byteLength(text) > maxFileBytes)
    throw new ConfigError(source, [{ path: '', message: `is longer than ${maxFileBytes} bytes` }])
  const document = readDocument(text, surroundings.env)
  if (document.faults.length > 0) throw new ConfigError(source, inOrder(document.faults))
  return {
    config: checkConfig(document, source, surroundings),
    declared: entriesOf(document.value, document.written),
    isSimulated: !(
      document.value instanceof Object &&
      'simulator' in document.value &&
      document.value.simulator === 'false'
    ),
  }
}

/** What follows from the text of a `weir.yaml`. Throws as `parseFile` does. */
export const parseConfig = (text: string, source: string, surroundings: Surroundings): Config =>
  parseFile(text, source, surroundings).config
