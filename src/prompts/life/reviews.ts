import { GatewayError } from '../../core/error.ts'
import type { Clock } from '../../core/ports.ts'
import type { PromptStore } from '../../core/prompt-store.ts'
import { type PromptReview, type PromptVersion, reviewDecisions } from '../../core/prompt-version.ts'
import type { Prompts } from '../../core/prompts.ts'
import type { ApprovalDemand } from './approval-demand.ts'
import { existingTemplate, usableVersion } from './labels.ts'

/**
 * How versions are approved before callers get them. A version never changes, so what somebody has approved is what is
 * published; another text is another version. Who may decide is up to whoever calls this.
 */
export const createReviews = ({
  store,
  clock,
}: {
  readonly store: PromptStore
  readonly clock: Clock
}): Pick<Prompts, 'decideReview' | 'requestReview' | 'setApproval'> => {
  const changeReview = (
    tenant: string,
    { template, version: number }: { readonly template: string; readonly version: number },
    next: (version: PromptVersion) => PromptReview,
  ): Promise<PromptVersion> =>
    store.changing(tenant, async changes => {
      const version = await usableVersion(changes, template, number)
      const review = next(version)
      await changes.setReview(template, number, review)
      return { ...version, review }
    })

  return {
    setApproval: ({ tenant }, name, approval) =>
      store.changing(tenant, async changes => {
        const template = await existingTemplate(changes, name)
        await changes.setApproval(name, approval)
        return { ...template, approval }
      }),

    requestReview: ({ tenant, actor }, request) =>
      changeReview(tenant, request, ({ template, version, review }) => {
        if (review && review.state !== 'REJECTED')
          throw new GatewayError(
            'CONFLICT',
            `Version ${version} of \`${template}\` ${review.state === 'APPROVED' ? 'is approved already' : 'waits for an approver already'}`,
            { path: 'version' },
          )
        const { reason } = request
        const revision = (review?.revision ?? 0) + 1
        return { state: 'REQUESTED', reason, requestedBy: actor, requestedAt: clock(), revision }
      }),

    decideReview: ({ tenant, actor }, { revision, decision, reason, ...about }) =>
      changeReview(tenant, about, ({ review }) => {
        if (review?.state !== 'REQUESTED' || review.revision !== revision)
          throw new GatewayError(
            'CONFLICT',
            'This review does not wait for you any more: read the version again',
            { path: 'revision' },
          )
        return {
          ...review,
          state: reviewDecisions[decision],
          decision: { reason, by: actor, at: clock() },
          revision: revision + 1,
        }
      }),
  }
}

/** Whether callers may get the version where approvals are demanded. */
export const isApproved = (version: PromptVersion | undefined): boolean =>
  version?.review?.state === 'APPROVED'

/** The error for what nobody has approved. `version`: absent if it is not there yet. */
export const unapproved = (
  { template, version }: { readonly template: string; readonly version?: number },
  { by }: ApprovalDemand,
): GatewayError => {
  const what = `${version === undefined ? 'this text' : `version ${version}`} of \`${template}\` yet`
  const demand =
    by === undefined ? '' : `, as \`${by}\` demands, from which callers have a field of this name`
  const advice =
    version === undefined
      ? 'publish it with `labels: []`, ask with requestPromptReview, and move the label once it is approved'
      : 'ask with requestPromptReview'
  return new GatewayError('CONFLICT', `Nobody has approved ${what}${demand}: ${advice}`, {
    path: version === undefined ? 'labels' : 'version',
  })
}

/** The error for publishing anew what is approved already, but not the newest version any more. */
export const outrun = ({ template, version }: PromptVersion): GatewayError =>
  new GatewayError(
    'CONFLICT',
    `Version ${version} of \`${template}\` has this text and is approved, but is not the newest: move the label to it with movePromptLabel, as a new version would have to be approved again`,
    { path: 'labels' },
  )
