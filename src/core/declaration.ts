import type { TeamConfig } from './config.ts'
import type { EntityFilter, EntityVersion, ListRange } from './organisation.ts'
import { priceName } from './price-version.ts'

/**
 * What the gateway can be told to have, each as one entry of a list of `weir.yaml`. A new kind is a line here, a list
 * in config/schema.ts and its check in config/check.ts.
 */
export const declarationKinds = {
  GUARDRAIL: { section: 'guardrails', noun: 'guardrail', isSecret: () => false },
  IDENTITY_PROVIDER: {
    section: 'identityProviders',
    noun: 'identity provider',
    isSecret: key => key === 'clientSecret',
    addresses: ['issuer'],
  },
  MODEL: { section: 'models', noun: 'model', isSecret: () => false },
  PROVIDER: {
    section: 'providers',
    noun: 'provider',
    // Its adapter's settings too, if they are called so.
    isSecret: key => /key|secret|token|password|credential/i.test(key),
    addresses: ['baseUrl'],
  },
  PRICE: {
    section: 'prices',
    noun: 'price',
    isSecret: () => false,
    nameOf: ({ model, deployment, effectiveFrom }) =>
      priceName({
        model: String(model),
        ...(deployment !== undefined && { deployment: String(deployment) }),
        effectiveFrom: String(effectiveFrom),
      }),
    twin: { path: 'effectiveFrom', message: 'is when another price of it begins; choose another moment' },
  },
  QUOTA: { section: 'quotas', noun: 'quota', isSecret: () => false },
  TIER: { section: 'tiers', noun: 'tier', isSecret: () => false },
  TIER_ASSIGNMENT: {
    section: 'tierAssignments',
    noun: 'tier assignment',
    isSecret: () => false,
    nameOf: ({ team, application }) =>
      team === undefined ? `application:${String(application)}` : `team:${String(team)}`,
  },
} as const satisfies { readonly [kind: string]: KindRule }

export type DeclarationKind = keyof typeof declarationKinds

export interface KindRule {
  /** The list of `weir.yaml` that holds them. */
  readonly section: string
  /** For people. */
  readonly noun: string
  /** Whether the key of an entry holds a secret: sealed where it is kept, and shown to nobody. */
  readonly isSecret: (key: string) => boolean
  /** Keys that say where secrets are sent to. */
  readonly addresses?: readonly string[]
  /** What an entry without a `name` is called. */
  readonly nameOf?: (spec: Spec) => string
  /** What is said of one whose name is taken; absent: that its name is. */
  readonly twin?: { readonly path: string; readonly message: string }
}

/** What an entry is called: in use, no other one of its kind has the name. */
export const declaredName = (kind: DeclarationKind, spec: Spec): string => {
  const rule: KindRule = declarationKinds[kind]
  return rule.nameOf ? rule.nameOf(spec) : String(spec.name)
}

/** As `weir.yaml` writes a value: every scalar is its text. */
export type SpecValue = string | readonly SpecValue[] | { readonly [key: string]: SpecValue }

/** An entry of a list of `weir.yaml`. */
export type Spec = { readonly [key: string]: SpecValue }

/** What was declared, before it is known whether it makes sense. */
export interface Declared {
  readonly kind: DeclarationKind
  /** The `name` of its spec, or what its kind calls it. */
  readonly name: string
  /** The whole entry, secrets included. */
  readonly spec: Spec
  /** Of those of the file: their place in its list. */
  readonly place?: number
  /** Of those of the file: keys whose values come from the environment, and so are not to be shown. */
  readonly hidden?: readonly string[]
}

/** One thing that the gateway was told to have. */
export interface Declaration extends Declared {
  /** A UUID. */
  readonly id: string
  readonly tenant: string
  /** FILE: `weir.yaml` says it, and there it is changed. */
  readonly origin: 'FILE' | 'API'
  /** Grows with each change. */
  readonly version: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Since when it is out of use. */
  readonly archivedAt?: number
}

/** A declaration as it is kept: its secrets apart from its spec, and sealed. */
export interface StoredDeclaration extends Declaration {
  /** By the key of the spec that they belong to. */
  readonly secrets: { readonly [key: string]: string }
}

/** Everything that snapshots are made of, as it stands at one version. */
export interface ControlState {
  readonly version: number
  /** What is in use, of every tenant, in the order in which it counts: the file's first. */
  readonly declarations: readonly StoredDeclaration[]
  /**
   * The audiences that are an identity provider's alone at its issuer, by its id, each with a number that is the lower
   * the longer it has been so.
   */
  readonly audiences: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** What to do to the declarations of a tenant. */
export type DeclarationChange =
  | { readonly act: 'CREATE'; readonly declaration: StoredDeclaration }
  | { readonly act: 'UPDATE'; readonly declaration: StoredDeclaration; readonly before: StoredDeclaration }
  | { readonly act: 'ARCHIVE'; readonly declaration: StoredDeclaration }

/** What a change of declarations is made of, and what its author gets for it. */
export interface Decision<Result> {
  readonly changes: readonly DeclarationChange[]
  /** Teams that have to be there too. */
  readonly teams?: readonly TeamConfig[]
  readonly result: Result
}

/** What a tenant has, as a change of its declarations finds it. */
export interface Present {
  /** What is in use, in the order in which it counts. */
  readonly declarations: readonly StoredDeclaration[]
  /** Names of its teams and applications, archived ones included. */
  readonly teams: ReadonlySet<string>
  readonly applications: ReadonlySet<string>
  /** What is said of them, by name. */
  readonly said: {
    readonly teams: ReadonlyMap<string, SaidOfEntity & { readonly parent: string | null }>
    readonly applications: ReadonlyMap<string, SaidOfEntity>
  }
  /** Those that are archived. */
  readonly archived: { readonly teams: ReadonlySet<string>; readonly applications: ReadonlySet<string> }
}

/** What is said of a team or an application. */
export interface SaidOfEntity {
  readonly title: string
  readonly costCentre: string | null
}

/** Names of what declarations may refer to besides one another. */
export interface Elsewhere {
  readonly teams: NameSet
  readonly applications: NameSet
  readonly models: NameSet
}

/** Names that can be asked for; `keys` tells the well-known ones. */
export interface NameSet {
  has(name: string): boolean
  keys(): Iterable<string>
}

/** Keeps declarations. Whatever asks for another tenant's gets the answer for what does not exist. */
export interface DeclarationStore {
  /**
   * Changes come one after the other: nobody changes what `decide` has looked at before its decision is written, all
   * of it or, if it throws, nothing. Throws UNAVAILABLE while the database is away.
   */
  change<Result>(tenant: string, decide: (present: Present) => Decision<Result>): Promise<Result>
  find(tenant: string, ids: readonly string[]): Promise<readonly StoredDeclaration[]>
  /** What the entries of models have said, newest first: of each the hundred newest versions. */
  versions(tenant: string, ids: readonly string[]): Promise<readonly ModelVersion[]>
  /** By name; the key of an item is its name and id. */
  list(
    tenant: string,
    range: ListRange & { readonly kind: DeclarationKind; readonly filter: EntityFilter },
  ): Promise<readonly StoredDeclaration[]>
}

/** What the entry of a model said in one version of it. */
export interface ModelVersion {
  /** Id of the declaration. */
  readonly declaration: string
  readonly version: number
  readonly spec: Spec
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** What is wrong with one of several declarations; `of` is absent where none of them is meant. */
export interface DeclarationFault {
  readonly of?: Declared
  /** Within its spec, such as `deployments[0].provider`. */
  readonly path: string
  readonly message: string
}

/** Declarations that make no sense together. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError'
  readonly faults: readonly DeclarationFault[]

  constructor(faults: readonly DeclarationFault[]) {
    super(faults.map(inWords).join('\n'))
    this.faults = faults
  }
}

/** Such as ``the quota `daily`: limit: must be more than 0``. */
const inWords = ({ of, path, message }: DeclarationFault): string =>
  [of && `the ${declarationKinds[of.kind].noun} \`${of.name}\``, path, message].filter(Boolean).join(': ')

/** What may be changed of a spec: null takes a key away. */
export type SpecChanges = { readonly [key: string]: SpecValue | null }

/** Which declaration, as it was when somebody decided to change it. */
export interface DeclarationVersion extends EntityVersion {
  readonly kind: DeclarationKind
}

/** Changes what a tenant has declared, while the gateway runs. What is returned is in force in this gateway. */
export interface Declarations extends Pick<DeclarationStore, 'find' | 'list' | 'versions'> {
  /** Throws INVALID_INPUT, naming the field, if it makes no sense together with what else is declared. */
  create(tenant: string, wanted: Pick<Declared, 'kind' | 'spec'>): Promise<StoredDeclaration>
  /**
   * Undefined if there is none. Throws as `create` does, CONFLICT if its version is another one by now, and
   * INVALID_INPUT if it is archived or the file's.
   */
  update(
    tenant: string,
    change: DeclarationVersion & { readonly to: SpecChanges },
  ): Promise<StoredDeclaration | undefined>
  /** The archived declaration, also if it was archived before; undefined if there is none. Throws as `update` does. */
  archive(tenant: string, which: DeclarationVersion): Promise<StoredDeclaration | undefined>
}
