import { list, map, name, oneOf, text, whole } from './shapes.ts'

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

/** How the gateway is reached. */
export const server = map({
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
