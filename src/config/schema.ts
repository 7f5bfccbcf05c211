import { z } from 'zod'
import { identityProvider } from './identity-provider-schema.ts'
import { quota, tier, tierAssignment } from './quota-schema.ts'
import { server } from './server-schema.ts'
import { flag, list, map, modelName, moment, name, oneOf, text, texts, usd, weight, whole } from './shapes.ts'

// The shape of weir.yaml. Every scalar comes as its text; what refers to something else is checked where its section is read.

const price = map({
  inputPerMillionUsd: usd,
  outputPerMillionUsd: usd,
  cachedInputPerMillionUsd: usd.exactOptional(),
  cacheWritePerMillionUsd: usd.exactOptional(),
}).transform(
  ({ inputPerMillionUsd, outputPerMillionUsd, cachedInputPerMillionUsd, cacheWritePerMillionUsd }) => ({
    input: inputPerMillionUsd,
    output: outputPerMillionUsd,
    ...(cachedInputPerMillionUsd !== undefined && { cachedInput: cachedInputPerMillionUsd }),
    ...(cacheWritePerMillionUsd !== undefined && { cacheWrite: cacheWritePerMillionUsd }),
  }),
)

/** The keys of a provider that every adapter has; what else stands there is a setting of its adapter. */
export const providerKeys = [
  'name',
  'kind',
  'baseUrl',
  'apiKey',
  'allowInsecure',
  'clientCertificate',
  'clientKey',
  'certificateAuthority',
] as const

const provider = z
  .object(
    {
      name,
      kind: text(64),
      baseUrl: text(2048).exactOptional(),
      apiKey: text(16_384).exactOptional(),
      allowInsecure: flag.exactOptional(),
      clientCertificate: text(65_536).exactOptional(),
      clientKey: text(65_536).exactOptional(),
      certificateAuthority: text(262_144).exactOptional(),
      settings: z
        .never({
          error:
            'there is no such key: what only the adapter understands stands directly in the provider, such as `apiVersion: 2024-10-21`',
        })
        .exactOptional(),
    },
    { error: 'must be a map of keys and values' },
  )
  .catchall(text(2048))

const deployment = map({
  provider: text(128),
  model: text(256),
  weight: weight.exactOptional(),
  name: modelName.exactOptional(),
  price: price.exactOptional(),
  maxConcurrency: whole(1, 100_000).exactOptional(),
  maxQueue: whole(0, 100_000).exactOptional(),
  maxWaitSeconds: whole(1, 300).exactOptional(),
})

const model = map({
  name: modelName,
  description: text(1000).exactOptional(),
  deployments: list(deployment),
  price: price.exactOptional(),
  unpriced: oneOf(['allow', 'refuse']).exactOptional(),
  cache: map({ ttlSeconds: whole(1, 31_536_000) }).exactOptional(),
  contextWindow: whole(1, 1_000_000_000).exactOptional(),
  maxOutputTokens: whole(1, 1_000_000_000).exactOptional(),
  capabilities: list(
    oneOf(['COMPLETION', 'EMBEDDING', 'TOOLS', 'IMAGE_INPUT', 'JSON_SCHEMA', 'REASONING']),
  ).exactOptional(),
  requires: map({ amr: texts(256).exactOptional(), acr: texts(256).exactOptional() })
    .refine(({ amr, acr }) => amr || acr, 'must say amr, acr or both')
    .exactOptional(),
  requiresConsent: name.exactOptional(),
})

const title = text(200)

/** As mutations have it. */
const costCentre = text(64).regex(
  /^(?! )\P{Cc}*(?<! )$/u,
  'must hold no control characters, and no space at its ends',
)

const paidEntity = { name, title: title.exactOptional(), costCentre: costCentre.exactOptional() }

const team = map({
  ...paidEntity,
  parent: name.exactOptional(),
  applications: list(map(paidEntity)).exactOptional(),
})

const priceVersion = map({
  model: modelName,
  deployment: modelName.exactOptional(),
  effectiveFrom: moment,
  effectiveUntil: moment.exactOptional(),
  inputPerMillionUsd: usd,
  outputPerMillionUsd: usd,
  cachedInputPerMillionUsd: usd.exactOptional(),
  cacheWritePerMillionUsd: usd.exactOptional(),
  discountBasisPoints: whole(0, 10_000).exactOptional(),
})

const guardrail = map({
  name,
  detectors: list(text(64)),
  direction: oneOf(['INPUT', 'OUTPUT', 'BOTH']).exactOptional(),
  action: oneOf(['REDACT', 'BLOCK', 'FLAG']).exactOptional(),
})

/** The whole file; every section may be missing. */
export const fileSchema = map({
  server: server.exactOptional(),
  simulator: flag.exactOptional(),
  providers: list(provider).default([]),
  models: list(model).default([]),
  teams: list(team).default([]),
  quotas: list(quota).default([]),
  tiers: list(tier).default([]),
  tierAssignments: list(tierAssignment).default([]),
  prices: list(priceVersion).default([]),
  guardrails: list(guardrail).default([]),
  identityProviders: list(identityProvider).default([]),
})

/** What the file says, before its references are followed. */
export type ConfigFile = z.output<typeof fileSchema>
