import { type Actor, isSame, type Verdict } from './approval.ts'
import type { Directory, Entity, ListRange } from './organisation.ts'

/** DRAFT: only its makers see it. DEPRECATED: callers are warned. RETIRED: calls are refused. */
export type ProductStage = 'DRAFT' | 'PUBLISHED' | 'DEPRECATED' | 'RETIRED'

/** Models and prompts under one name of a tenant's catalogue. */
export interface Product extends Entity {
  readonly description?: string
  /** What subscribers agree to. */
  readonly terms?: string
  /** A semantic version. */
  readonly release: string
  /** Public names of the models that it sells. */
  readonly models: readonly string[]
  /** Names of the prompts that it sells. */
  readonly prompts: readonly string[]
  readonly stage: ProductStage
  /** Milliseconds since 1970. */
  readonly deprecatedAt?: number
}

export type SubscriptionState = 'REQUESTED' | 'APPROVED' | 'REJECTED' | 'REVOKED'

/** That an application wants to call, may call, or was refused the models of a product. */
export interface ProductSubscription {
  /** A UUID. */
  readonly id: string
  readonly tenant: string
  /** Names. */
  readonly product: string
  readonly application: string
  readonly state: SubscriptionState
  /** Why it was asked for. */
  readonly reason: string
  readonly requestedBy: Actor
  /** The last decision. */
  readonly decision?: Verdict
  /** Grows with each decision. */
  readonly version: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** What an approver can say, and in which state of the subscription. */
export const decisions = {
  APPROVE: { from: 'REQUESTED', to: 'APPROVED' },
  REJECT: { from: 'REQUESTED', to: 'REJECTED' },
  REVOKE: { from: 'APPROVED', to: 'REVOKED' },
} as const satisfies {
  readonly [decision: string]: { readonly from: SubscriptionState; readonly to: SubscriptionState }
}

export type Decision = keyof typeof decisions

/** Whether somebody would decide about what he has asked for himself, be it by another credential. */
export const isOwnRequest = ({ application, requestedBy }: ProductSubscription, by: Actor): boolean =>
  isSame(requestedBy, by) || (by.application !== undefined && by.application === application)

/** Which subscriptions a list holds: those that fulfil all that is said. */
export interface SubscriptionFilter {
  readonly states?: readonly SubscriptionState[]
  readonly product?: string
  readonly application?: string
  /** Only what is this application's, or was requested by this user or credential. */
  readonly of?: Actor
}

/** Subscriptions. Whatever asks for another tenant's gets the answer for what does not exist. */
export interface ProductSubscriptions {
  /** Throws CONFLICT if the application has asked for the product before and was not refused. */
  request(
    tenant: string,
    about: Pick<ProductSubscription, 'application' | 'product' | 'reason' | 'requestedBy'>,
  ): Promise<ProductSubscription>
  /** Throws CONFLICT if the subscription has another version by now. */
  decide(
    tenant: string,
    about: {
      readonly id: string
      readonly version: number
      readonly decision: Decision
      readonly reason: string
      readonly by: Actor
    },
  ): Promise<ProductSubscription>
  find(tenant: string, ids: readonly string[]): Promise<readonly ProductSubscription[]>
  /** Newest first; the key of an item is its id. */
  list(
    tenant: string,
    range: ListRange & { readonly filter: SubscriptionFilter },
  ): Promise<readonly ProductSubscription[]>
}

/** What a tenant offers to its own teams, and who makes use of it. */
export interface ProductCatalogue {
  readonly products: Directory<Product>
  readonly subscriptions: ProductSubscriptions
}
