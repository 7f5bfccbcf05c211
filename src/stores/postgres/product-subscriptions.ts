import pg from 'pg'
import { GatewayError } from '../../core/error.ts'
import {
  decisions,
  type ProductSubscription,
  type ProductSubscriptions,
  type SubscriptionState,
} from '../../core/product.ts'
import { chanceBytes, uuidV7 } from '../../core/uuid.ts'
import { actorOf } from './actor.ts'
import type { DirectoryOptions } from './directory.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** Keeps subscriptions in the database. Throws UNAVAILABLE while that is away. */
export const createProductSubscriptions = ({
  pool,
  clock,
  random,
}: DirectoryOptions): ProductSubscriptions => {
  const within = (tenant: string, text: string, values: readonly unknown[]) =>
    reachable(() =>
      withinTenant(pool, tenant, async client =>
        (await client.query<Row>(text, [...values])).rows.map(decode),
      ),
    )

  return {
    async request(tenant, { application, product, reason, requestedBy }) {
      const now = clock()
      const [subscription] = await within(
        tenant,
        `INSERT INTO product_subscription (id, tenant, product, application, reason, requested_by,
           requested_by_user, requested_by_application, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *`,
        [
          uuidV7(now, random(chanceBytes)),
          tenant,
          product,
          application,
          reason,
          requestedBy.credential,
          requestedBy.user,
          requestedBy.application,
          new Date(now),
        ],
      ).catch(error => {
        throw isTwin(error) ? alreadyThere(application, product) : error
      })
      if (!subscription) throw new Error('The database returned no row of what it has written')
      return subscription
    },

    async decide(tenant, { id, version, decision, reason, by }) {
      const { from, to } = decisions[decision]
      const [subscription] = await within(
        tenant,
        `UPDATE product_subscription SET state = $4, decision_reason = $5, decided_by = $6, decided_by_user = $7,
           decided_at = $8, version = version + 1
         WHERE tenant = $1 AND id = $2 AND version = $3 AND state = $9 RETURNING *`,
        [tenant, id, version, to, reason, by.credential, by.user, new Date(clock()), from],
      )
      if (!subscription)
        throw new GatewayError(
          'CONFLICT',
          'Somebody has decided about the subscription since you read it: read it again',
          { path: 'version' },
        )
      return subscription
    },

    find: (tenant, ids) =>
      within(tenant, 'SELECT * FROM product_subscription WHERE tenant = $1 AND id = ANY($2::text[])', [
        tenant,
        ids,
      ]),

    list: (tenant, { limit, after, filter: { states, product, application, of } }) =>
      within(
        tenant,
        `SELECT * FROM product_subscription WHERE tenant = $1 AND ($3::text IS NULL OR id < $3)
           AND ($4::text[] IS NULL OR state = ANY($4)) AND ($5::text IS NULL OR product = $5)
           AND ($6::text IS NULL OR application = $6)
           AND ($7::text IS NULL OR application = $8 OR requested_by = $7 OR requested_by_user = $9)
         ORDER BY id DESC LIMIT $2`,
        [tenant, limit, after, states, product, application, of?.credential, of?.application, of?.user],
      ),
  }
}

interface Row {
  readonly id: string
  readonly tenant: string
  readonly product: string
  readonly application: string
  readonly state: SubscriptionState
  readonly reason: string
  readonly requested_by: string
  readonly requested_by_user: string | null
  readonly requested_by_application: string | null
  readonly decision_reason: string | null
  readonly decided_by: string | null
  readonly decided_by_user: string | null
  readonly version: number
  readonly created_at: Date
  readonly decided_at: Date | null
}

const decode = (row: Row): ProductSubscription => ({
  id: row.id,
  tenant: row.tenant,
  product: row.product,
  application: row.application,
  state: row.state,
  reason: row.reason,
  requestedBy: actorOf(row.requested_by, row.requested_by_user, row.requested_by_application),
  ...(row.decided_at && {
    decision: {
      reason: row.decision_reason ?? '',
      by: actorOf(row.decided_by ?? '', row.decided_by_user, null),
      at: row.decided_at.getTime(),
    },
  }),
  version: row.version,
  createdAt: row.created_at.getTime(),
})

/** unique_violation */
const isTwin = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '23505'

const alreadyThere = (application: string, product: string): GatewayError =>
  new GatewayError(
    'CONFLICT',
    `The application \`${application}\` has asked for the product \`${product}\` before: see \`myRequests\``,
    { path: 'product' },
  )
