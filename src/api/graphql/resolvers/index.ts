import type { Resolvers } from '../generated/resolvers.ts'
import { apiKey } from './api-key.ts'
import { application } from './application.ts'
import { audit } from './audit.ts'
import { auditedCall } from './audited-call.ts'
import { completion } from './completion.ts'
import { embedding } from './embedding.ts'
import { estimate } from './estimate.ts'
import { guardrail } from './guardrail.ts'
import { health } from './health.ts'
import { identityProvider } from './identity-provider.ts'
import { model } from './model.ts'
import { type MayAsk, node } from './node.ts'
import { prompt } from './prompt.ts'
import { provider } from './provider.ts'
import { quota } from './quota.ts'
import { subject } from './subject.ts'
import { team } from './team.ts'
import { tenant } from './tenant.ts'
import { usage } from './usage.ts'
import { user } from './user.ts'
import { viewer } from './viewer.ts'

/** What resolvers need to know of the schema that they belong to. */
export interface SchemaFacts {
  /** Every operation that a credential can be limited to. */
  readonly operations: ReadonlySet<string>
  readonly mayAsk: MayAsk
}

/** The resolvers of all types with fields, a file a topic of the SDL. */
export const createResolvers = ({ operations, mayAsk }: SchemaFacts): Resolvers[] => [
  apiKey(operations),
  application,
  audit,
  auditedCall,
  completion,
  embedding,
  estimate,
  guardrail,
  identityProvider,
  health,
  model,
  node(mayAsk),
  prompt,
  provider,
  quota,
  subject,
  team,
  tenant,
  usage,
  user,
  viewer,
]
