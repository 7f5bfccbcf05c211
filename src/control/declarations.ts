import {
  type DeclarationChange,
  DeclarationError,
  type DeclarationKind,
  type DeclarationStore,
  type Declarations,
  type DeclarationVersion,
  type Declared,
  declarationKinds,
  declaredName,
  type Elsewhere,
  type KindRule,
  type NameSet,
  type Present,
  type Spec,
  type SpecChanges,
  type SpecValue,
  type StoredDeclaration,
} from '../core/declaration.ts'
import { GatewayError } from '../core/error.ts'
import { operatorTenant } from '../core/organisation.ts'
import { afterwards } from './plan.ts'
import { sealed, unsealed } from './secrets.ts'
import type { Vault } from './vault.ts'

export interface DeclarationsOptions {
  readonly store: DeclarationStore
  readonly vault: Vault
  /** Throws DeclarationError if what a tenant declares makes no sense together. */
  readonly check: (tenant: string, declared: readonly Declared[], elsewhere: Elsewhere) => unknown
  /** The models that those who run the gateway serve to all. */
  readonly models: () => NameSet
  /** Resolves when what was committed is in force here. */
  readonly sync: () => Promise<void>
  readonly clock: () => number
  readonly newId: () => string
}

/** So much of one kind that a tenant may have in use. */
const mostOfAKind = 1_000
/** Certificates are the longest. */
const longestSpec = 524_288

/**
 * Changes of declarations, each checked with everything else that its tenant has declared. What the file declares is
 * changed in the file: else its next reading would undo the change without a word.
 */
export const createDeclarations = (options: DeclarationsOptions): Declarations => {
  const { store, vault, check, models, sync, clock, newId } = options

  const write = async (
    tenant: string,
    decide: (present: Present) => DeclarationChange | StoredDeclaration,
  ) => {
    const declaration = await store.change(tenant, present => {
      const change = decide(present)
      // What is as wanted already.
      if (!('act' in change)) return { changes: [], result: change }
      const after = afterwards(present.declarations, [change])
      try {
        check(
          tenant,
          after.map(one => unsealed(one, vault)),
          { ...present, models: tenant === operatorTenant ? new Set() : models() },
        )
      } catch (error) {
        throw error instanceof DeclarationError ? refusal(error, change) : error
      }
      return { changes: [change], result: change.declaration }
    })
    // It is committed. Where it cannot be seen here now, it will be; the log says so.
    await sync().catch(() => undefined)
    return declaration
  }

  /** The declaration as it is in use, if its author may change it; undefined if it is archived. */
  const inUse = (present: Present, { id, kind, version }: DeclarationVersion) => {
    const before = present.declarations.find(one => one.id === id && one.kind === kind)
    if (!before) return undefined
    const called = `The ${declarationKinds[kind].noun} \`${before.name}\``
    if (before.origin === 'FILE')
      throw new GatewayError('INVALID_INPUT', `${called} is declared in weir.yaml; change it there`, {
        path: 'id',
      })
    if (before.version !== version)
      throw new GatewayError(
        'CONFLICT',
        `${called} has version ${before.version} now, not ${version}: read it again and repeat the change if it still makes sense`,
        { path: 'version' },
      )
    return before
  }

  /** One that was found outside of the change, archived or not. */
  const found = async (tenant: string, { id, kind }: DeclarationVersion) =>
    (await store.find(tenant, [id])).find(one => one.kind === kind)

  return {
    find: store.find,
    list: store.list,
    versions: store.versions,

    create: (tenant, { kind, spec }) =>
      write(tenant, present => {
        const name = declaredName(kind, spec)
        const same = present.declarations.filter(one => one.kind === kind)
        if (same.some(one => one.name.toLowerCase() === name.toLowerCase())) throw taken(kind)
        if (same.length >= mostOfAKind)
          throw invalid('name', `would be the ${mostOfAKind + 1}st of its kind; archive some first`)
        checkTexts(spec)
        const declaration: StoredDeclaration = {
          id: newId(),
          tenant,
          kind,
          name,
          ...sealed({ kind, name, spec }, { tenant, vault }),
          origin: 'API',
          version: 1,
          createdAt: clock(),
        }
        return { act: 'CREATE', declaration }
      }),

    async update(tenant, { to, ...which }) {
      const known = await found(tenant, which)
      if (!known) return undefined
      return write(tenant, present => {
        const before = inUse(present, which)
        if (!before)
          throw invalid(
            'id',
            `is that of an archived ${declarationKinds[which.kind].noun}, which stays as it is`,
          )
        checkAddressees(before, to)
        const changed = Object.entries({ ...unsealed(before, vault).spec, ...to })
        const spec = Object.fromEntries(
          changed.filter((entry): entry is [string, SpecValue] => entry[1] !== null),
        )
        checkTexts(spec)
        const declaration = {
          ...before,
          ...sealed({ ...before, spec }, { tenant, vault, before }),
          version: before.version + 1,
        }
        return { act: 'UPDATE', declaration, before }
      })
    },

    async archive(tenant, which) {
      const known = await found(tenant, which)
      if (!known || known.archivedAt !== undefined) return known
      return write(tenant, present => {
        const before = inUse(present, which)
        if (!before) return { ...known, archivedAt: clock() }
        return {
          act: 'ARCHIVE',
          declaration: { ...before, version: before.version + 1, archivedAt: clock() },
        }
      })
    },
  }
}

/** What the change itself has wrong is told by its field; what it would break elsewhere, by the name of that. */
const refusal = ({ faults }: DeclarationError, { declaration, act }: DeclarationChange): GatewayError => {
  const { kind, name } = declaration
  const own = faults.find(({ of }) => of?.kind === kind && of.name === name)
  if (own) {
    const path = own.path || 'input'
    return new GatewayError('INVALID_INPUT', `${path}: ${own.message}`, { path })
  }
  const [other] = faults
  const noun = other?.of && declarationKinds[other.of.kind].noun
  const what = noun ? `The ${noun} \`${other.of?.name}\` would be wrong then: ` : ''
  return new GatewayError(
    'INVALID_INPUT',
    `${what}${[other?.path, other?.message].filter(Boolean).join(': ')}`,
    {
      path: act === 'CREATE' ? 'name' : 'id',
    },
  )
}

/** Whoever may change an address does not know the secrets that are sent there, and shall not get them sent to himself. */
const checkAddressees = ({ kind, spec, secrets }: StoredDeclaration, to: SpecChanges): void => {
  const rule: KindRule = declarationKinds[kind]
  const moves = rule.addresses?.some(key => to[key] !== undefined && (to[key] ?? undefined) !== spec[key])
  const kept = moves ? Object.keys(secrets).find(key => to[key] === undefined) : undefined
  if (kept !== undefined) throw invalid(kept, 'must be said again, as it would be sent to another address')
}

const taken = (kind: DeclarationKind): GatewayError => {
  const { noun, twin }: KindRule = declarationKinds[kind]
  return twin
    ? invalid(twin.path, twin.message)
    : invalid('name', `is taken by another ${noun}; choose another name`)
}

const invalid = (path: string, rule: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `${path} ${rule}`, { path })

/** What the database can keep as JSON, and nobody needs more of. */
const checkTexts = (spec: Spec): void => {
  if (JSON.stringify(spec).length > longestSpec)
    throw invalid('input', `has more than ${longestSpec} characters`)
  const visit = (value: SpecValue, path: string): void => {
    if (typeof value !== 'string')
      for (const [key, below] of Object.entries(value)) visit(below, path === '' ? key : `${path}.${key}`)
    else if (value.includes('\0') || !value.isWellFormed())
      throw invalid(path, 'must not hold the character NUL or half a surrogate pair')
  }
  visit(spec, '')
}
