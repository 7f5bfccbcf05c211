import DataLoader from 'dataloader'
import type { CustomRole, RoleAssignment } from '../../core/access-control.ts'
import type { ApiKey, KeyHolders } from '../../core/api-key.ts'
import type { ModelVersion } from '../../core/declaration.ts'
import type {
  Application,
  Directory,
  Entity,
  EntityFilter,
  ListRange,
  Organisation,
  Team,
  User,
} from '../../core/organisation.ts'
import type { StoredCall } from '../../core/ports.ts'
import type { Product, ProductSubscription } from '../../core/product.ts'
import type { PromptMetrics, PromptMetricsReader } from '../../core/prompt-metrics.ts'
import type { PromptTemplate, PromptVersion } from '../../core/prompt-version.ts'
import type { Services } from '../../core/services.ts'

/** Reads by id or name, each once an operation and all of a moment together. Of one tenant only; null if there is none. */
export interface Loaders {
  readonly call: (id: string) => Promise<StoredCall | null>
  readonly apiKey: (id: string) => Promise<ApiKey | null>
  /** A part of the keys of one holder. */
  readonly keysOf: (kind: KeyHolders['kind'], name: string, range: ListRange) => Promise<readonly ApiKey[]>
  readonly promptTemplate: (id: string) => Promise<PromptTemplate | null>
  readonly promptVersion: (id: string) => Promise<PromptVersion | null>
  /** What the entry of a model has said, newest first, by the id of its declaration; null if the tenant has none. */
  readonly modelVersions: (declaration: string) => Promise<readonly ModelVersion[] | null>
  /** A part of the versions of one prompt template. */
  readonly promptVersions: (template: string, page: VersionPage) => Promise<readonly PromptVersion[]>
  /** What calls of one version came to. */
  readonly promptMetrics: (version: PromptVersionName, time: MetricsTime) => Promise<PromptMetrics>
  readonly team: EntityLoaders<Team>
  readonly user: EntityLoaders<User>
  readonly application: EntityLoaders<Application>
  readonly role: EntityLoaders<CustomRole>
  readonly product: EntityLoaders<Product>
  readonly productSubscription: (id: string) => Promise<ProductSubscription | null>
  readonly roleAssignment: (id: string) => Promise<RoleAssignment | null>
}

type MetricsTime = Parameters<PromptMetricsReader['metrics']>[2]
type PromptVersionName = Pick<PromptVersion, 'template' | 'version'>

export interface VersionPage {
  readonly limit: number
  readonly before?: number
}

export interface EntityLoaders<T extends Entity> {
  readonly byId: (id: string) => Promise<T | null>
  readonly byName: (name: string) => Promise<T | null>
  /** A part of the list of those that belong to a team. */
  readonly ofTeam: (
    team: string,
    range: ListRange & { readonly filter: EntityFilter },
  ) => Promise<readonly T[]>
}

/**
 * Loaders for one tenant; without one they find nothing. They remember what they have read, so they must not
 * outlive an operation or an event.
 */
export function createLoaders(
  services: Pick<
    Services,
    'accessControl' | 'apiKeys' | 'calls' | 'declarations' | 'organisation' | 'productCatalogue' | 'prompts'
  >,
  tenant: string | undefined,
): Loaders {
  if (tenant === undefined) return nobody
  const { accessControl, calls, apiKeys, declarations, organisation, productCatalogue, prompts } = services
  const { products, subscriptions } = productCatalogue
  const keyPages = oneFor((page: ListRange & Pick<KeyHolders, 'kind'>) =>
    batched<readonly ApiKey[]>(names => apiKeys.listByHolder(tenant, { ...page, names })),
  )
  const versionPages = oneFor((page: VersionPage) =>
    batched<readonly PromptVersion[]>(templates => prompts.versions(tenant, { ...page, templates })),
  )
  const metricsIn = oneFor((time: MetricsTime) => {
    const loader = new DataLoader(
      (versions: readonly PromptVersionName[]) => prompts.metrics(tenant, versions, time),
      { maxBatchSize: 1_000, cacheKeyFn: ({ template, version }) => `${template}@${version}` },
    )
    return (version: PromptVersionName) => loader.load(version)
  })
  return {
    call: lazily(() => batched(inOrder(ids => calls.find(tenant, ids)))),
    apiKey: lazily(() => batched(inOrder(ids => apiKeys.find(tenant, ids)))),
    keysOf: (kind, name, range) => keyPages({ kind, ...range })(name),
    promptTemplate: lazily(() => batched(inOrder(ids => prompts.templatesById(tenant, ids)))),
    promptVersion: lazily(() => batched(inOrder(ids => prompts.versionsById(tenant, ids)))),
    modelVersions: lazily(() =>
      batched(async ids => {
        const versions = Map.groupBy(
          await declarations.versions(tenant, ids),
          ({ declaration }) => declaration,
        )
        return ids.map(id => versions.get(id) ?? null)
      }),
    ),
    promptVersions: (template, page) => versionPages(page)(template),
    promptMetrics: (version, time) => metricsIn(time)(version),
    ...entityLoaders(organisation, tenant),
    role: loadersOf(accessControl.roles, tenant),
    product: loadersOf(products, tenant),
    productSubscription: lazily(() => batched(inOrder(ids => subscriptions.find(tenant, ids)))),
    roleAssignment: lazily(() => batched(inOrder(ids => accessControl.assignments.find(tenant, ids)))),
  }
}

const entityLoaders = ({ teams, users, applications }: Organisation, tenant: string) => ({
  team: loadersOf(teams, tenant),
  user: loadersOf(users, tenant),
  application: loadersOf(applications, tenant),
})

const loadersOf = <T extends Entity>(directory: Directory<T>, tenant: string): EntityLoaders<T> => {
  const pages = oneFor((page: ListRange & { readonly filter: EntityFilter }) =>
    batched<readonly T[]>(teams => directory.listByTeam(tenant, { ...page, teams })),
  )
  return {
    byId: lazily(() => batched(inOrder(ids => directory.find(tenant, ids)))),
    byName: lazily(() =>
      batched(
        inOrder(
          names => directory.named(tenant, names),
          ({ name }) => name,
        ),
      ),
    ),
    ofTeam: (team, range) => pages(range)(team),
  }
}

const nothing = { byId: async () => null, byName: async () => null, ofTeam: async () => [] }

const nobody: Loaders = {
  call: async () => null,
  apiKey: async () => null,
  keysOf: async () => [],
  promptTemplate: async () => null,
  promptVersion: async () => null,
  modelVersions: async () => null,
  promptVersions: async () => [],
  promptMetrics: () => Promise.reject(new Error('Nobody has prompts')),
  team: nothing,
  user: nothing,
  application: nothing,
  role: nothing,
  product: nothing,
  productSubscription: async () => null,
  roleAssignment: async () => null,
}

type Load<T, Key = string> = (key: Key) => Promise<T>

/** Makes the loader on first use: most operations load nothing. */
const lazily = <T>(create: () => Load<T>): Load<T> => {
  let load: Load<T> | undefined
  return key => (load ??= create())(key)
}

/** One loader for each way of asking, such as each page size; there are no more of them than fields in a document. */
const oneFor = <Page, T, Key = string>(
  create: (page: Page) => Load<T, Key>,
): ((page: Page) => Load<T, Key>) => {
  const loads = new Map<string, Load<T, Key>>()
  return page => {
    const key = JSON.stringify(page)
    const load = loads.get(key) ?? create(page)
    loads.set(key, load)
    return load
  }
}

const batched = <T>(read: (keys: readonly string[]) => Promise<readonly T[]>): Load<T> => {
  const loader = new DataLoader<string, T>(read, { maxBatchSize: 1_000 })
  return key => loader.load(key)
}

const inOrder =
  <T extends { readonly id: string }>(
    find: (keys: readonly string[]) => Promise<readonly T[]>,
    keyOf: (item: T) => string = ({ id }) => id,
  ) =>
  async (keys: readonly string[]): Promise<(T | null)[]> => {
    const found = new Map((await find(keys)).map(item => [keyOf(item), item]))
    return keys.map(key => found.get(key) ?? null)
  }
