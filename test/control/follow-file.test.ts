import assert from 'node:assert/strict'
import { renameSync, rmSync, unwatchFile, watchFile, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { followFile } from '../../src/control/follow-file.ts'
import { temporaryFolder } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { silentLog } from '../kit/log.ts'

const modelNamed = (name: string) =>
  `models: [{ name: ${name}, deployments: [{ provider: simulator, model: x }] }]`

describe('a configuration file that changes', { timeout: 60_000 }, () => {
  const folder = temporaryFolder()
  const file = join(folder, 'weir.yaml')
  let gateway: TestGateway
  before(async () => {
    writeFileSync(file, modelNamed('one'))
    gateway = await startGateway({ env: { WEIR_CONFIG: file } })
  })
  after(async () => {
    await gateway.close()
    rmSync(folder, { recursive: true })
  })

  const serves = async (name: string): Promise<boolean> =>
    (await gateway.graphql(`{ model(name: "${name}") { name } }`)).data.model !== null
  const until = (isSo: () => Promise<boolean> | boolean): Promise<void> =>
    eventually(async () => assert.ok(await isSo(), JSON.stringify(gateway.events)))
  const logged = (level: string) => gateway.events.filter(event => event.level === level)

  test('says what of it is read at the start alone, and of archived teams that they come back', async () => {
    const plans = () =>
      gateway.events.flatMap(({ fields: { plan } }) => (typeof plan === 'string' ? [plan] : []))
    const text = `${modelNamed('one')}\nteams: [{ name: search }]`
    writeFileSync(file, text)
    await until(() => plans().some(plan => plan.includes('+ team search')))
    const { data } = await gateway.graphql('{ team(name: "search") { id version } }')
    await gateway.graphql(
      'mutation ($input: ArchiveTeamInput!) { archiveTeam(input: $input) { team { id } } }',
      {
        input: data.team,
      },
    )
    writeFileSync(file, `${text}\nserver: { corsOrigins: [ https://app.example.com ] }`)
    await until(() => plans().some(plan => plan.includes('`server`')))
    assert.equal(
      plans().at(-1),
      '~ team search\n    archived → in use\n! `server` is not in force: it is read at the start, so start this gateway again',
    )
    writeFileSync(file, modelNamed('one'))
    await until(() => plans().at(-1)?.startsWith('Nothing to do') === true)
  })

  test('is in force soon, also where another file takes its place', async () => {
    assert.ok(await serves('one'))
    writeFileSync(file, modelNamed('two'))
    await until(() => serves('two'))
    assert.equal(await serves('one'), false)
    writeFileSync(`${file}.new`, modelNamed('three'))
    renameSync(`${file}.new`, file)
    await until(() => serves('three'))
    // It is in force a moment before the log says so.
    const plan =
      '- model two\n+ model three\n    deployments[0].provider: simulator\n    deployments[0].model: x'
    await until(() => logged('info').some(({ fields }) => fields.plan === plan))
  })

  test('and is wrong leaves everything as it was, and says why', async () => {
    writeFileSync(
      file,
      `${modelNamed('four')}\nquotas: [{ name: x, meter: REQUESTS, limit: 0, window: DAY }]`,
    )
    await until(() => logged('error').length > 0)
    assert.match(
      String(logged('error')[0]?.fields.reason),
      /weir\.yaml:2:\d+ quotas\[0\]\.limit: must be more than 0/,
    )
    assert.ok(await serves('three'))
    assert.equal(await serves('four'), false)
    writeFileSync(file, modelNamed('four'))
    await until(() => serves('four'))
  })

  test('does not take away what administrators have declared, and is refused where that needs what it takes away', async () => {
    writeFileSync(file, `providers: [{ name: p, kind: simulator }]\n${modelNamed('four')}`)
    await until(() => serves('four'))
    const declare = () =>
      gateway.graphql(
        'mutation { createModel(input: { name: "own", deployments: [{ provider: "p", model: "x" }] }) { model { name } } }',
      )
    await until(async () => (await declare()).errors === undefined)
    const errors = logged('error').length
    writeFileSync(file, modelNamed('five'))
    await until(() => logged('error').length > errors)
    assert.match(
      String(logged('error').at(-1)?.fields.reason),
      /the model `own`: deployments\[0\]\.provider: there is no provider `p`/,
    )
    assert.ok(await serves('own'))
    assert.equal(await serves('five'), false)
  })
})

describe('a configuration file that is not there', () => {
  test('has not changed', async () => {
    const { log, events } = silentLog()
    const path = join(temporaryFolder(), 'weir.yaml')
    let applied = 0
    const following = followFile({ path, log, everyMs: 5, apply: async () => String(++applied) })
    // The same callback of the same watcher tells a second reader: by then the first was told too.
    await new Promise<void>(resolve => watchFile(path, { interval: 5 }, () => resolve()))
    unwatchFile(path)
    await following.close()
    assert.equal(applied, 0)
    assert.deepEqual(events, [])
  })
})
