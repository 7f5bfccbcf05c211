import { z } from 'zod'
import { didYouMean } from '../core/closest.ts'
import { nanosFromUsd } from '../core/money.ts'

// The shape of weir.yaml. Every scalar comes as its text; what refers to something else is checked in `references.ts`.

/** A map that knows its keys, and says so to whoever misspells one. */
const map = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(key => unknownKey(key, Object.keys(shape))).join('; ')
        : issue.input === undefined
          ? 'is required'
          : 'must be a map of keys and values',
  })

/** Tells that a key is unknown, and which one was meant. */
export const unknownKey = (key: string, known: readonly string[]): string =>
  `there is no key \`${key}\` here${didYouMean(key, known) || `; there are ${known.join(', ')}`}`

/** An empty value in YAML is an empty list to its writer. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(value => (value === '' ? [] : value), z.array(item, { error: 'must be a list' }))

const required = (otherwise: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined ? 'is required' : otherwise

const text = (longest: number) =>
  z
    .string({ error: required('must be a text') })
    .min(1, 'must not be empty')
    .max(longest, `must have at most ${longest} characters`)

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: required(`must be one of ${values.join(', ')}`) })

const flag = oneOf(['true', 'false']).transform(value => value === 'true')

/** A name that a person gives. Whoever quotes it in a URL or a header need not think. */
const name = text(128).regex(
  /^[A-Za-z0-9][A-Za-z0-9._@:+-]*$/,
  'must start with a letter or digit and hold only letters, digits and . _ @ : + -',
)

/** Models are often named with slashes. */
const modelName = text(256).regex(
  /^[A-Za-z0-9~@][A-Za-z0-9._@:+~/-]*$/,
  'must start with a letter or digit and hold only letters, digits and . _ @ : + ~ / -',
)

const whole = (least: number, most: number) =>
  z
    .string({ error: required('must be a whole number') })
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine(value => value >= least && value <= most, `must be from ${least} to ${most}`)

/** Dollars, exact: the text of the number never becomes a double. */
const usd = z
  .string({ error: required('must be an amount of US dollars, such as 0.15') })
  .transform((value, context) => {
    const nanos = nanosFromUsd(value)
    if (nanos !== undefined && nanos >= 0n) return nanos
    context.addIssue(
      nanos === undefined
        ? 'must be an amount of US dollars with at most nine decimals, such as 0.15'
        : 'must not be negative',
    )
    return z.NEVER
  })

const weight = z
  .string({ error: required('must be a number') })
  .regex(/^\d{1,6}(\.\d{1,6})?$/, 'must be a number that is not negative, such as 1 or 0.5')
  .transform(Number)

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

/** One text, or a list of some. */
const texts = (longest: number) =>
  z
    .preprocess(value => (typeof value === 'string' ? [value] : value), list(text(longest)))
    .refine(values => values.length > 0, 'must hold at least one text')

/** OWASP's and RFC 8725's advice: never a shared secret, never `none`. */
const algorithm = oneOf([
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'EdDSA',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
])

const expression = text(2_000)

/** What a browser is sent to an identity provider with. */
const login = map({
  clientId: text(512),
  publicUrl: text(2_048),
  scopes: list(
    text(128).regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be one scope, without spaces'),
  ).exactOptional(),
})

const identityProvider = map({
  name,
  issuer: text(2_048),
  audience: texts(2_048),
  jwksUri: text(2_048).exactOptional(),
  allowInsecure: flag.exactOptional(),
  algorithms: list(algorithm)
    .refine(values => values.length > 0, 'must hold at least one algorithm')
    .exactOptional(),
  clockSkewSeconds: whole(0, 300).exactOptional(),
  login: login.exactOptional(),
  clientSecret: text(4_096).exactOptional(),
  claims: map({
    tenant: expression.exactOptional(),
    team: expression.exactOptional(),
    application: expression.exactOptional(),
    user: expression.exactOptional(),
    roles: expression,
    rolesMap: z
      .record(z.string(), text(64), { error: 'must be a map of their roles to ours' })
      .exactOptional(),
  }),
})

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

export const quotaMeter = oneOf([
  'REQUESTS',
  'CONCURRENT_CALLS',
  'INPUT_TOKENS',
  'OUTPUT_TOKENS',
  'TOTAL_TOKENS',
  'COST',
  'BYTES',
])

/** Monday is 1, as in ISO 8601. */
const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

/** A day of the month, or of the week by its name. */
const anchor = z
  .string({ error: required('must be a weekday, such as MONDAY, or a day from 1 to 31') })
  .transform((value, context) => {
    const weekday = weekdays.indexOf(value)
    if (weekday >= 0) return { weekday: weekday + 1 }
    if (/^\d{1,2}$/.test(value)) return { day: Number(value) }
    context.addIssue('must be a weekday, such as MONDAY, or a day from 1 to 31')
    return z.NEVER
  })

/** A number as it is written; what it may be depends on the meter. */
export const quotaLimit = text(32)

/** Which calls a quota covers of those whom it covers. */
const callScope = {
  model: text(256).exactOptional(),
  operation: text(256).exactOptional(),
  tag: text(128).exactOptional(),
}

const quotaShape = {
  name,
  perUser: flag.exactOptional(),
  meter: quotaMeter,
  limit: quotaLimit,
  window: oneOf([
    'SECOND',
    'MINUTE',
    'HOUR',
    'DAY',
    'WEEK',
    'MONTH',
    'ROLLING_SECOND',
    'ROLLING_MINUTE',
    'ROLLING_HOUR',
  ]).exactOptional(),
  timeZone: text(64).exactOptional(),
  anchor: anchor.exactOptional(),
  thresholds: list(whole(1, 1_000)).exactOptional(),
  action: oneOf(['BLOCK', 'REROUTE', 'THROTTLE', 'ALERT']).exactOptional(),
  rerouteTo: text(256).exactOptional(),
  maxWaitSeconds: whole(1, 300).exactOptional(),
  onStoreFailure: oneOf(['DENY', 'DEGRADE', 'ALLOW']).exactOptional(),
}

const quota = map({
  ...quotaShape,
  scope: map({
    tenant: name.exactOptional(),
    team: text(128).exactOptional(),
    application: text(128).exactOptional(),
    user: text(256).exactOptional(),
    key: text(128).exactOptional(),
    ...callScope,
  }).exactOptional(),
})

/** From 100 % off to ten times as much more. */
const basisPoints = z
  .string({ error: required('must be a whole number') })
  .regex(/^-?\d{1,6}$/, 'must be a whole number of hundredths of a per cent')
  .transform(Number)
  .refine(value => value >= -10_000 && value <= 100_000, 'must be from -10000 to 100000')

const tier = map({
  name,
  description: text(1000).exactOptional(),
  priority: oneOf(['CRITICAL', 'HIGH', 'NORMAL', 'LOW']).exactOptional(),
  pricePerMonthUsd: usd.exactOptional(),
  adjustmentBasisPoints: basisPoints.exactOptional(),
  quotas: list(map({ ...quotaShape, scope: map(callScope).exactOptional() })).exactOptional(),
})

const tierAssignment = map({
  tier: text(128),
  team: text(128).exactOptional(),
  application: text(128).exactOptional(),
})

/** RFC 3339, section 5.6; also the day alone, which begins in UTC. */
const moment = z
  .string({ error: required('must be a moment, such as 2026-01-31T12:00:00Z') })
  .transform((value, context) => {
    const at = /^\d{4}-\d\d-\d\d([Tt][\d:.]+([Zz]|[+-]\d\d:\d\d))?$/.test(value)
      ? Date.parse(value)
      : Number.NaN
    if (!Number.isNaN(at)) return at
    context.addIssue('must be a moment, such as 2026-01-31T12:00:00Z')
    return z.NEVER
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

const pemText = text(262_144)

const certifiedClient = map({
  name,
  subject: text(1_024).exactOptional(),
  uri: text(2_048).exactOptional(),
  dns: text(253).exactOptional(),
  email: text(254).exactOptional(),
  tenant: name.exactOptional(),
  team: name.exactOptional(),
  application: name.exactOptional(),
  user: name.exactOptional(),
  roles: list(text(64)).exactOptional(),
})

const server = map({
  corsOrigins: list(
    text(300).refine(
      origin => origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin),
      'must be an origin such as `https://app.example.com`, without a path, or `*` for every one',
    ),
  ).exactOptional(),
  trustedProxies: list(text(64)).exactOptional(),
  promptApproval: oneOf(['none', 'required'])
    .transform(value => (value === 'required' ? ('REQUIRED' as const) : ('NONE' as const)))
    .exactOptional(),
  router: map({
    secret: text(1_024).refine(secret => secret.length >= 32, 'must have 32 characters at least'),
    maxAgeSeconds: whole(1, 3_600).exactOptional(),
  }).exactOptional(),
  tls: map({
    certificate: pemText,
    key: pemText,
    clientCa: pemText.exactOptional(),
    clientCertificates: oneOf(['optional', 'required'])
      .transform(value => (value === 'required' ? ('REQUIRED' as const) : ('OPTIONAL' as const)))
      .exactOptional(),
    clients: list(certifiedClient).exactOptional(),
  }).exactOptional(),
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
