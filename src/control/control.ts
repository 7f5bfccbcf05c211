import type { Config, IdentityProviderConfig, ProviderConfig } from '../core/config.ts'
import type {
  ControlState,
  DeclarationStore,
  Declarations,
  Declared,
  Elsewhere,
} from '../core/declaration.ts'
import type { Clock } from '../core/ports.ts'
import type { Provider } from '../core/provider.ts'
import type { Quota } from '../core/quota.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { applyFile, type FileContent, type FilePlan } from './apply-file.ts'
import { createDeclarations } from './declarations.ts'
import { createProviderPool } from './provider-pool.ts'
import type { SnapshotParts } from './snapshot.ts'
import type { Vault } from './vault.ts'
import { createViewBuilder, type Views } from './views.ts'

/** What is in force in this gateway, and the way to change it. */
export interface Control {
  /** What calls of the tenant are decided by now; ask once a call. */
  readonly snapshot: (tenant?: string) => Snapshot
  /** Calls it with the quotas of every tenant, now and whenever something else is in force. */
  readonly followQuotas: (listener: (quotas: readonly Quota[]) => void) => void
  readonly config: () => Config
  readonly identityProviders: () => readonly IdentityProviderConfig[]
  /** Why the newest declarations are not in force here; undefined: they are. */
  readonly fault: () => string | undefined
  readonly declarations: Declarations
  /** What the start had to do for the file. */
  readonly applied?: FilePlan
  /** Makes the database say what the file says. Throws an Error of a line a fault, and changes nothing then. */
  readonly apply: (file: FileContent) => Promise<FilePlan>
}

/** Whoever tells of new states, such as the database. */
export interface Feed {
  sync(): Promise<void>
  fault(): string | undefined
}

export interface ControlOptions extends Pick<SnapshotParts, 'catalogue' | 'configuredPricing'> {
  readonly store: DeclarationStore
  readonly vault: Vault
  readonly follow: (onState: (state: ControlState) => void) => Promise<Feed>
  readonly openProvider: (config: ProviderConfig) => Provider
  /**
   * What follows from what a tenant has declared. Throws DeclarationError. What it refers to has to be there, if
   * `elsewhere` tells what is; without it, references to what is not declared beside it are trusted.
   */
  readonly check: (tenant: string, declared: readonly Declared[], elsewhere?: Elsewhere) => Config
  readonly clock: Clock
  readonly newId: () => string
}

/** Puts the file in force if there is one, then everything that is declared, and keeps at it. */
export const openControl = async (
  file: FileContent | undefined,
  options: ControlOptions,
): Promise<Control> => {
  const { catalogue, configuredPricing, vault, check } = options
  const pool = createProviderPool(options.openProvider)
  const apply = (content: FileContent) => applyFile(content, options)
  const applied = file && (await apply(file))

  const views: { now?: Views } = {}
  const build = createViewBuilder({
    catalogue,
    configuredPricing,
    vault,
    pool,
    configOf: (tenant, declared) => check(tenant, declared),
  })
  const listeners: ((quotas: readonly Quota[]) => void)[] = []
  const feed = await options.follow(state => {
    const { quotas } = (views.now = build(state))
    for (const listener of listeners) listener(quotas)
  })
  const now = (): Views => {
    if (!views.now) throw new Error('Nothing is in force yet')
    return views.now
  }
  return {
    snapshot: tenant => (tenant !== undefined && now().own.get(tenant)) || now().base,
    followQuotas(listener) {
      listeners.push(listener)
      listener(now().quotas)
    },
    config: () => now().config,
    identityProviders: () => now().identityProviders,
    fault: feed.fault,
    ...(applied && { applied }),
    declarations: createDeclarations({
      ...options,
      sync: feed.sync,
      models: () => now().base.models,
    }),
    apply: async content => {
      const plan = await apply(content)
      await feed.sync()
      return plan
    },
  }
}
