import { type Declared, declarationKinds, type StoredDeclaration } from '../core/declaration.ts'
import type { Vault } from './vault.ts'

/** The declaration with its secrets in its spec: for checks and for use, never for an answer. Throws as the vault does. */
export const unsealed = (stored: StoredDeclaration, vault: Vault): Declared => {
  const { tenant, kind, name, spec, place } = stored
  const opened = Object.entries(stored.secrets).map(
    ([key, sealed]) => [key, vault.open(sealed, { tenant, kind, name, key })] as const,
  )
  return {
    kind,
    name,
    spec: { ...spec, ...Object.fromEntries(opened) },
    ...(place !== undefined && { place }),
  }
}

/**
 * The spec without its secrets, and these sealed. What is sealed already and says the same stays as it is: an
 * envelope looks different each time.
 */
export const sealed = (
  { kind, name, spec }: Declared,
  about: { readonly tenant: string; readonly vault: Vault; readonly before?: StoredDeclaration | undefined },
): Pick<StoredDeclaration, 'spec' | 'secrets'> => {
  const { tenant, vault, before } = about
  const { isSecret } = declarationKinds[kind]
  const entries = Object.entries(spec)
  const secrets = entries.flatMap(([key, value]) => {
    if (!isSecret(key) || typeof value !== 'string') return []
    const place = { tenant, kind, name, key }
    const known = before?.secrets[key]
    return [[key, known !== undefined && opens(known, value) ? known : vault.seal(value, place)] as const]

    function opens(envelope: string, secret: string): boolean {
      try {
        return vault.open(envelope, place) === secret
      } catch {
        // Sealed with a key that nobody has any more: what the secret is was just said again.
        return false
      }
    }
  })
  const open = entries.filter(([key, value]) => !isSecret(key) || typeof value !== 'string')
  return { spec: Object.fromEntries(open), secrets: Object.fromEntries(secrets) }
}
