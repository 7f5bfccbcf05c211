import type { GuardedOperation } from '../../../core/guarded-operation.ts'
import type { Policy } from '../../../core/policy.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { operationCheck } from '../quota-operations.ts'
import { accessMatrix } from './access-matrix.ts'
import { apiKey } from './api-key.ts'
import { application } from './application.ts'
import { audit } from './audit.ts'
import { auditedCall } from './audited-call.ts'
import { chargeback } from './chargeback.ts'
import { completion } from './completion.ts'
import { consent } from './consent.ts'
import { embedding } from './embedding.ts'
import { estimate } from './estimate.ts'
import { forecast } from './forecast.ts'
import { guardrail } from './guardrail.ts'
import { health } from './health.ts'
import { identityProvider } from './identity-provider.ts'
import { inefficiency } from './inefficiency.ts'
import { model } from './model.ts'
import { type MayAsk, node } from './node.ts'
import { policy } from './policy.ts'
import { price } from './price.ts'
import { product } from './product.ts'
import { productSubscription } from './product-subscription.ts'
import { prompt } from './prompt.ts'
import { promptTest } from './prompt-test.ts'
import { provider } from './provider.ts'
import { quota } from './quota.ts'
import { role } from './role.ts'
import { subject } from './subject.ts'
import { team } from './team.ts'
import { tenant } from './tenant.ts'
import { tier } from './tier.ts'
import { trustedDocument } from './trusted-document.ts'
import { usage } from './usage.ts'
import { user } from './user.ts'
import { viewer } from './viewer.ts'

/** What resolvers need to know of the schema that they belong to. */
export interface SchemaFacts {
  /** Every operation that a credential can be limited to. */
  readonly operations: ReadonlySet<string>
  /** Everything that roles can allow and deny. */
  readonly guarded: ReadonlyMap<string, GuardedOperation>
  readonly mayAsk: MayAsk
  /** What the directives say of each governed operation. */
  readonly policies: ReadonlyMap<string, Policy>
}

/** The resolvers of all types with fields, a file a topic of the SDL. */
export const createResolvers = ({ operations, guarded, mayAsk, policies }: SchemaFacts): Resolvers[] => [
  accessMatrix(guarded),
  apiKey(operations),
  application,
  audit,
  auditedCall,
  chargeback,
  completion,
  consent,
  embedding,
  estimate,
  forecast,
  guardrail,
  identityProvider,
  health,
  inefficiency,
  model,
  node(mayAsk),
  price,
  product,
  productSubscription,
  policy({ policies, guarded }),
  prompt,
  promptTest,
  provider,
  quota(operationCheck(policies)),
  role(guarded),
  subject,
  team,
  tenant,
  tier(operationCheck(policies)),
  trustedDocument,
  usage,
  user,
  viewer,
]
