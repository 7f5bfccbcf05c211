import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../../src/config/index.ts'
import { createAuthority } from '../kit/certificates.ts'
import { temporaryFolder } from '../kit/database.ts'

const authority = createAuthority('config')
const own = authority.issue({ subject: '/CN=own' })
const other = authority.issue({ subject: '/CN=other' })

const env = {
  CERTIFICATE: own.certificate,
  KEY: own.key,
  OTHER_KEY: other.key,
  CA: authority.certificate,
}

const parse = async (yaml: string) => {
  const file = join(temporaryFolder(), 'weir.yaml')
  writeFileSync(file, yaml)
  const { declared } = await readConfig({ ...env, WEIR_CONFIG: file })
  const adapter = { kind: 'openai-compatible' }
  return declared({
    adapters: new Map([[adapter.kind, adapter]]),
    catalogue: { find: () => undefined, namesOf: () => [] } as never,
    claimExpressionFault: () => undefined,
    detectors: [],
    roles: ['ADMIN', 'DEVELOPER'],
  }).config
}

const fault = async (yaml: string): Promise<string> => {
  const error = await parse(yaml).then(
    () => assert.fail(yaml),
    error => error,
  )
  return error.faults.map(({ path, message }: Record<string, string>) => `${path}: ${message}`).join('\n')
}

test('TLS is read from texts or files, with clients that are developers unless told otherwise', async () => {
  const file = join(temporaryFolder(), 'tls.key')
  writeFileSync(file, own.key)
  const { server } = await parse(`
server:
  tls:
    certificate: \${CERTIFICATE}
    key: ${file}
    clientCa: \${CA}
    clientCertificates: required
    clients: [ { name: batch, dns: batch.test } ]
`)
  assert.deepEqual(server, {
    corsOrigins: [],
    trustedProxies: [],
    promptApproval: 'NONE',
    tls: {
      certificate: own.certificate,
      key: own.key,
      clientCa: authority.certificate,
      clientCertificates: 'REQUIRED',
      files: [file],
      clients: [{ name: 'batch', dns: 'batch.test', roles: ['DEVELOPER'] }],
    },
  })
})

test('trusted proxies are ranges of addresses, and never everybody', async () => {
  const { server } = await parse(
    'server: { trustedProxies: [10.0.0.0/8, "2001:DB8:0::7", "::ffff:192.0.2.1"] }',
  )
  assert.deepEqual(server.trustedProxies, ['10.0.0.0/8', '2001:db8::7', '192.0.2.1'])
  for (const [range, expected] of [
    ['10.0.0.1/8', /\[0\]: has bits behind its first 8; the range that it lies in is 10.0.0.0\/8/],
    ['proxy.example.com', /\[0\]: must be an address or a range/],
    ['true', /\[0\]: must be an address or a range/],
    ['0.0.0.0/0', /\[0\]: would trust everybody/],
    ['"::/0"', /\[0\]: would trust everybody/],
  ] as const)
    assert.match(await fault(`server: { trustedProxies: [${range}] }`), expected)
})

/** Weir's notation of `$NAME`, quoted as a flow of YAML wants it. */
const withVariables = (yaml: string): string => yaml.replaceAll(/\$([A-Z_]+)/g, (_, name) => `"\${${name}}"`)

const good = 'certificate: $CERTIFICATE, key: $KEY'

test('what cannot work is refused with its place, and nothing of a key is told', async () => {
  for (const [tls, expected] of [
    ['certificate: /nowhere/tls.crt, key: $KEY', /^server.tls.certificate: .*ENOENT/],
    ['certificate: $KEY, key: $KEY', /^server.tls.certificate: holds no certificate/],
    ['certificate: $CERTIFICATE, key: $CERTIFICATE', /^server.tls.key: holds no private key/],
    ['certificate: $CERTIFICATE, key: $OTHER_KEY', /^server.tls.key: is not the private key/],
    ['certificate: $CERTIFICATE', /^server.tls.key: is required/],
    [`${good}, clients: [ { name: a, dns: a } ]`, /^server.tls.clients: needs clientCa/],
    [`${good}, clientCertificates: always`, /^server.tls.clientCertificates: must be one of/],
    [`${good}, clientCa: $CA, clients: [ { name: a } ]`, /^server.tls.clients\[0\]: must say one of/],
    [`${good}, clientCa: $CA, clients: [ { name: a, dns: a, uri: b } ]`, /clients\[0\]: must say one of/],
    [
      `${good}, clientCa: $CA, clients: [ { name: a, dns: a }, { name: b, dns: a } ]`,
      /clients\[1\].dns: is that of another/,
    ],
    [`${good}, clientCa: $CA, clients: [ { name: a, dns: a, roles: [ADMINS] } ]`, /did you mean `ADMIN`/i],
    [`${good}, clientCa: $CA, clients: [ { name: a, subject: "O=A,B" } ]`, /subject: must look like/],
  ] as const) {
    const found = await fault(`server: { tls: { ${withVariables(tls)} } }`)
    assert.match(found, expected)
    assert.doesNotMatch(found, /PRIVATE KEY/)
  }
})

test('a provider is shown a certificate with its key, or none', async () => {
  const provider = (more: string) =>
    `providers: [ { name: a, kind: openai-compatible, baseUrl: "https://example.com", ${withVariables(more)} } ]`
  const { providers } = await parse(
    provider('clientCertificate: $CERTIFICATE, clientKey: $KEY, certificateAuthority: $CA'),
  )
  assert.deepEqual(providers[0]?.tls, {
    certificate: own.certificate,
    key: own.key,
    ca: authority.certificate,
  })
  for (const [more, expected] of [
    ['clientCertificate: $CERTIFICATE', /^providers\[0\].clientKey: is required/],
    ['clientKey: $KEY', /^providers\[0\].clientCertificate: is required/],
    ['clientCertificate: $CERTIFICATE, clientKey: $OTHER_KEY', /clientKey: is not the private key/],
    ['certificateAuthority: /etc/passwd', /certificateAuthority: holds no certificate/],
  ] as const)
    assert.match(await fault(provider(more)), expected)
})
