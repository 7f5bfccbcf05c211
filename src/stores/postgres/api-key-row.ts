import type { ApiKey } from '../../core/api-key.ts'
import { type ApiKey as ApiKeyRow, Prisma } from './generated/client.ts'

/** The columns under the names of the model. */
export const columns =
  Prisma.raw(`id, tenant, name, prefix, secret_sha256 AS "secretSha256", team, application, "user", roles,
  models, limits_models AS "limitsModels", operations, limits_operations AS "limitsOperations",
  allowed_addresses AS "allowedAddresses", limits_addresses AS "limitsAddresses",
  created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt",
  replaces, original, replaced_by AS "replacedBy", last_used_at AS "lastUsedAt", documents_only AS "documentsOnly"`)

/** A row of the key, without its secret. A list cannot be null, so each limit has a flag that says whether it is one. */
export const encode = ({ models, operations, allowedAddresses, ...key }: ApiKey) => ({
  ...key,
  roles: [...key.roles],
  models: [...(models ?? [])],
  limitsModels: models !== undefined,
  operations: [...(operations ?? [])],
  limitsOperations: operations !== undefined,
  allowedAddresses: [...(allowedAddresses ?? [])],
  limitsAddresses: allowedAddresses !== undefined,
  documentsOnly: key.documentsOnly === true,
  createdAt: new Date(key.createdAt),
  expiresAt: dateOf(key.expiresAt),
  revokedAt: dateOf(key.revokedAt),
  lastUsedAt: dateOf(key.lastUsedAt),
})

/** Null where there is no such moment. */
export const dateOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms))

/** The key of a row. */
export const decode = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  tenant: row.tenant,
  name: row.name,
  prefix: row.prefix,
  ...(row.team !== null && { team: row.team }),
  ...(row.application !== null && { application: row.application }),
  ...(row.user !== null && { user: row.user }),
  roles: row.roles,
  ...(row.limitsModels && { models: row.models }),
  ...(row.limitsOperations && { operations: row.operations }),
  ...(row.limitsAddresses && { allowedAddresses: row.allowedAddresses }),
  ...(row.documentsOnly && { documentsOnly: true as const }),
  createdAt: row.createdAt.getTime(),
  ...(row.expiresAt && { expiresAt: row.expiresAt.getTime() }),
  ...(row.revokedAt && { revokedAt: row.revokedAt.getTime() }),
  ...(row.replaces !== null && { replaces: row.replaces }),
  ...(row.original !== null && { original: row.original }),
  ...(row.replacedBy !== null && { replacedBy: row.replacedBy }),
  ...(row.lastUsedAt && { lastUsedAt: row.lastUsedAt.getTime() }),
})
