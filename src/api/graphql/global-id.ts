const nodeTypes = [
  'ApiKey',
  'Application',
  'AuditEvent',
  'AuditedCall',
  'Completion',
  'Consent',
  'CustomRole',
  'DeclaredQuota',
  'Guardrail',
  'IdentityProvider',
  'Model',
  'PriceVersion',
  'Product',
  'ProductSubscription',
  'PromptTemplate',
  'PromptVersion',
  'Provider',
  'RoleAssignment',
  'Team',
  'Tenant',
  'Tier',
  'User',
] as const

/** Types that `node` can find. */
export type NodeType = (typeof nodeTypes)[number]

/** The opaque id of an object, unique among all types. */
export const globalId = (type: NodeType, id: string): string =>
  Buffer.from(`${type}:${id}`).toString('base64url')

/** The type and id that `globalId` was given; undefined if it is no such id. */
export const readGlobalId = (text: string): { readonly type: NodeType; readonly id: string } | undefined => {
  const decoded = Buffer.from(text, 'base64url').toString()
  const colon = decoded.indexOf(':')
  const type = nodeTypes.find(name => name === decoded.slice(0, colon))
  const id = decoded.slice(colon + 1)
  // Only the one spelling that `globalId` makes, and nothing that a database would choke on.
  return type && (type === 'Model' ? id !== '' : isUuid(id)) && globalId(type, id) === text
    ? { type, id }
    : undefined
}

/** The public name of the model of a global id; undefined if it is not one of a model. */
export const modelOfId = (text: string): string | undefined => {
  const known = readGlobalId(text)
  return known?.type === 'Model' ? known.id : undefined
}

/** Whether it has the form of the ids of all but models. */
export const isUuid = (id: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)
