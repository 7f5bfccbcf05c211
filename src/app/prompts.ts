import type { Services } from '../core/services.ts'
import { detectors } from '../guardrails/index.ts'
import { limitsOf } from '../pipeline/policy-limits.ts'
import { schemaWithout } from '../policy/schema-without.ts'
import { readPolicy } from '../policy/table.ts'
import type { Asking } from '../prompts/asking/ask-steps.ts'
import type { Composing } from '../prompts/compose.ts'
import { createPrompts } from '../prompts/index.ts'
import { openExaminerThread } from '../prompts/life/examiner-thread.ts'
import type { OpenQuotas } from '../stores/open-quotas.ts'
import { followPrompts } from '../stores/postgres/prompt-feed.ts'
import { createPromptMetrics } from '../stores/postgres/prompt-metrics.ts'
import { createPromptStore } from '../stores/postgres/prompt-store.ts'
import type { Base } from './base.ts'

/** The prompts of all tenants, as the database has them. `contract` and `subgraph`: what they are fields of. */
export const openPrompts = async (
  base: Base,
  about: {
    readonly contract: Composing['base']
    readonly subgraph: () => {
      readonly schema: Composing['base']
      readonly faults: Composing['federation']['faults']
    }
    readonly asking: Pick<Asking, 'bundle' | 'gateway'>
    readonly snapshot: Services['snapshot']
    readonly quotas: Pick<OpenQuotas, 'replace'>
  },
) => {
  const { contract, subgraph, asking, snapshot, quotas } = about
  const { organised, pool, changes, clock, newId, log, opened } = base
  const examiner = openExaminerThread(new URL('./examine-prompts.ts', import.meta.url), log)
  opened.defer(() => examiner.close())
  return createPrompts({
    base: contract,
    federation: { schema: () => subgraph().schema, faults: nodes => subgraph().faults(nodes) },
    readPolicies: schema => readPolicy(schema).operations,
    without: schemaWithout,
    detectorKinds: detectors.map(({ kind }) => kind),
    store: createPromptStore(organised),
    ...createPromptMetrics(pool),
    ...(await followPrompts(changes)),
    examiner,
    promptApproval: base.file.config.server.promptApproval,
    snapshot,
    onHeld(tenant, { before, now }) {
      const limits = (policies: typeof now) => policies.flatMap(policy => limitsOf(policy, tenant))
      quotas.replace({ before: limits(before), now: limits(now) })
    },
    ...asking,
    clock,
    newId,
    log,
  })
}
