import type { QuotaScope } from '../../core/quota.ts'

/** What has to be so of a row of the ledger, or of a roll-up, for a quota of this scope to count it, but for its model. */
export const scopeConditions = (scope: QuotaScope, bind: (value: unknown) => string): readonly string[] => [
  ...(scope.tenant === undefined ? [] : [`tenant = ${bind(scope.tenant)}`]),
  ...(scope.team === undefined
    ? []
    : [`team IN ${teamsBelow(bind(scope.tenant ?? null), bind(scope.team))}`]),
  ...(scope.application === undefined ? [] : [`application = ${bind(scope.application)}`]),
  ...(scope.user === undefined ? [] : [`"user" = ${bind(scope.user)}`]),
  ...(scope.key === undefined ? [] : [`api_key IN ${keysReplacing(bind(scope.key))}`]),
  ...(scope.operation === undefined ? [] : [`operation = ${bind(scope.operation)}`]),
  ...(scope.tag === undefined ? [] : [`tags @> ARRAY[${bind(scope.tag)}::text]`]),
]

/** The key, and all that have come in its place. */
const keysReplacing = (key: string): string =>
  `(SELECT ${key}::text UNION SELECT k.id FROM api_key AS k WHERE k.original = ${key}::text)`

const teamsBelow = (tenant: string, team: string): string => `(
  WITH RECURSIVE below AS (
    SELECT ${team}::text AS name
    UNION SELECT team.name FROM below JOIN team ON team.parent = below.name AND team.tenant = ${tenant}::text
  ) SELECT name FROM below)`
