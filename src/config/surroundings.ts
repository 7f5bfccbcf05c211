import type { Catalogue } from '../core/catalogue.ts'
import type { Elsewhere } from '../core/declaration.ts'
import type { Path } from './document.ts'

/** What the file may refer to. */
export interface Surroundings {
  /** By kind. The simulator need not be in it. */
  readonly adapters: ReadonlyMap<string, AdapterInfo>
  /** What is wrong with the settings of a simulator; absent: it tells by itself when it is opened. */
  readonly simulatorFaults?: (settings: {
    readonly [option: string]: string
  }) => readonly { readonly option: string; readonly message: string }[]
  readonly catalogue: Catalogue
  /** The kinds of finding that a guardrail can look for. */
  readonly detectors: readonly string[]
  /** The roles that a principal can hold. */
  readonly roles: readonly string[]
  /** Tells what is wrong with an expression over the claims of a token, in one line. */
  readonly claimExpressionFault: (expression: string) => string | undefined
  readonly env: { readonly [name: string]: string | undefined }
  /** What may be named besides what stands there; absent: nothing. */
  readonly elsewhere?: Elsewhere
  /** The tenant that declares for itself alone; absent: whoever runs the gateway. */
  readonly owner?: string
}

/** Names that can be asked for: iterating tells the known ones. */
export interface Names extends Iterable<string> {
  has(name: string): boolean
}

/** What the configuration needs to know of an adapter. */
export interface AdapterInfo {
  readonly kind: string
  readonly baseUrl?: string
  readonly apiKeyEnv?: string
  readonly catalogue?: string
}

/** Notes what is wrong, and goes on. */
export type Report = (path: Path, message: string) => void

/** Reports every name that an earlier item of the list has already, in whatever case. */
export const reportTwins = (
  items: readonly { readonly name: string }[],
  path: Path,
  report: Report,
): void => {
  const seen = new Set<string>()
  for (const [index, { name }] of items.entries()) {
    if (seen.has(name.toLowerCase()))
      report([...path, index, 'name'], 'the name is taken by another one above')
    seen.add(name.toLowerCase())
  }
}
