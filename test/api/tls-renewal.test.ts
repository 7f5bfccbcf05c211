import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import WebSocket from 'ws'
import { type Certified, createAuthority } from '../kit/certificates.ts'
import { temporaryFolder } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { startGateway } from '../kit/gateway.ts'

test('files of certificates are read again when they change, and no connection is dropped', async t => {
  const servers = createAuthority('servers')
  const clients = createAuthority('clients')
  const newClients = createAuthority('new clients')
  const issue = (name: string) => servers.issue({ subject: `/CN=${name}`, names: 'IP:127.0.0.1' })
  const folder = temporaryFolder()
  const [certificate, key, clientCa] = ['tls.crt', 'tls.key', 'ca.crt'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const first = issue('first')
  writeFileSync(certificate, first.certificate)
  writeFileSync(key, first.key)
  writeFileSync(clientCa, clients.certificate)
  const gateway = await startGateway({
    yaml: `
server:
  tls:
    certificate: ${certificate}
    key: ${key}
    clientCa: ${clientCa}
    clients: [ { name: batch, subject: "CN=batch", roles: [DEVELOPER] } ]
`,
    env: { WEIR_ADMIN_KEY: 'the-key-of-a-test-administrator' },
  })
  t.after(() => gateway.close())
  const port = Number(new URL(gateway.url).port)
  const open = async (client?: Certified): Promise<TLSSocket> => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: servers.certificate,
      ...(client && { cert: client.certificate, key: client.key }),
    })
    await once(socket, 'secureConnect')
    return socket
  }
  /** Whose certificate a new connection is shown, and how a client of its own gets on. */
  const shown = async (client?: Certified) => {
    const socket = await open(client)
    const { CN } = socket.getPeerCertificate().subject
    socket.write('GET /v1/models HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    return [CN, Number((await text(socket)).split(' ')[1])]
  }
  const reasons = () =>
    gateway.events.filter(({ fields }) => fields.file === key || fields.file === certificate)

  const kept = await open()
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    ca: servers.certificate,
  })
  await once(socket, 'open')
  const old = clients.issue({ subject: '/CN=batch' })
  const young = newClients.issue({ subject: '/CN=batch' })
  assert.deepEqual(await shown(old), ['first', 200])
  assert.deepEqual(await shown(young), ['first', 401])

  const second = issue('second')
  writeFileSync(key, second.key)
  // The pair does not fit yet.
  await eventually(async () => assert.ok(reasons().some(({ level }) => level === 'error')), 10_000)
  assert.doesNotMatch(JSON.stringify(gateway.events), /PRIVATE KEY/)
  assert.deepEqual(await shown(), ['first', 401])
  writeFileSync(certificate, second.certificate)
  writeFileSync(clientCa, newClients.certificate)
  await eventually(async () => assert.deepEqual(await shown(young), ['second', 200]), 10_000)
  assert.deepEqual(await shown(old), ['second', 401])

  socket.send(
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${gateway.adminKey}` } }),
  )
  const [data] = await once(socket, 'message')
  assert.match(String(data), /connection_ack/)
  socket.terminate()
  kept.write('GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  assert.match(await text(kept), /^HTTP\/1.1 200/)
})
