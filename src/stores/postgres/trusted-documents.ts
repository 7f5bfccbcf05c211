import type { TrustedDocumentStore, TrustedDocuments } from '../../core/trusted-document.ts'
import type { Changes } from './changes.ts'

interface Scope {
  readonly application?: string
}

/** What all texts that are kept may take together, in UTF-16 units. */
const mostText = 4_000_000

/**
 * Follows which documents are trusted: their ids are kept in memory, and the texts that were asked for last. Rejects
 * if they cannot be read for the first time.
 */
export const followTrustedDocuments = async (
  changes: Changes,
  store: TrustedDocumentStore,
): Promise<TrustedDocuments> => {
  const seen = new Map<string, string>()
  const scopes = new Map<string, ReadonlyMap<string, Scope>>()
  const texts = createTexts()
  const { sync } = await changes.follow({
    channel: 'weir_documents',
    async refresh(client) {
      const { rows: revisions } = await client.query<{ tenant: string; revision: string }>(
        'SELECT tenant, revision FROM trusted_document_revision',
      )
      const moved = revisions.filter(({ tenant, revision }) => seen.get(tenant) !== revision)
      if (moved.length === 0) return
      const { rows } = await client.query<{ tenant: string; id: string; application: string | null }>(
        'SELECT tenant, id, application FROM trusted_document WHERE tenant = ANY($1)',
        [moved.map(({ tenant }) => tenant)],
      )
      const byTenant = Map.groupBy(rows, ({ tenant }) => tenant)
      for (const { tenant, revision } of moved) {
        const known = byTenant.get(tenant) ?? []
        scopes.set(
          tenant,
          new Map(known.map(({ id, application }) => [id, application === null ? {} : { application }])),
        )
        seen.set(tenant, revision)
      }
    },
  })
  const scopeOf = (tenant: string, id: string): Scope | undefined => scopes.get(tenant)?.get(id)
  return {
    list: store.list,
    scopeOf,
    async register(tenant, document) {
      const kept = await store.register(tenant, document)
      await sync()
      return kept
    },
    async remove(tenant, id) {
      const removed = await store.remove(tenant, id)
      await sync()
      return removed
    },
    async textOf(tenant, id) {
      if (!scopeOf(tenant, id)) return undefined
      // Whoever has the id has the text: it is the text's hash.
      const known = texts.get(id)
      if (known !== undefined) return known
      const text = (await store.find(tenant, id))?.document
      if (text !== undefined) texts.set(id, text)
      return text
    },
  }
}

/** The texts that were asked for last. */
const createTexts = () => {
  const texts = new Map<string, string>()
  let size = 0
  return {
    get(id: string): string | undefined {
      const text = texts.get(id)
      if (text !== undefined) {
        texts.delete(id)
        texts.set(id, text)
      }
      return text
    },
    set(id: string, text: string): void {
      if (texts.has(id)) return
      texts.set(id, text)
      size += text.length
      for (const [oldest, { length }] of texts) {
        if (size <= mostText) return
        texts.delete(oldest)
        size -= length
      }
    },
  }
}
