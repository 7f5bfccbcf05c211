import { z } from 'zod'
import { flag, list, map, name, oneOf, text, texts, whole } from './shapes.ts'

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

/** Whose tokens are taken, and what they say of their holders. */
export const identityProvider = map({
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
