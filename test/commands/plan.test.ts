import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { temporaryFolder } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { usePreparedHome } from '../kit/prepared-home.ts'
import { type GatewayProcess, startProcess } from '../kit/process.ts'
import { weir } from '../kit/weir-command.ts'

const secret = 'sk-planted-secret-of-the-file'

const first = `
providers:
  - { name: main, kind: azure-openai, baseUrl: "https://\${HOST_OF_MAIN}", apiKey: "\${MAIN_API_KEY}", apiVersion: 2024-10-21 }
models:
  - { name: small, description: a, deployments: [{ provider: main, model: gpt-4o-mini }] }
teams:
  - { name: search, applications: [{ name: web }] }
quotas:
  - { name: daily, scope: { team: search }, meter: TOTAL_TOKENS, limit: 1000, window: DAY }
`
const second = first.replace('description: a', 'description: b').replace(/quotas:[\s\S]*/, '')

describe('weir plan, apply and export, beside a running gateway', { timeout: 120_000 }, () => {
  const folder = temporaryFolder()
  const file = join(folder, 'weir.yaml')
  const env = {
    WEIR_HOME: join(folder, 'home'),
    WEIR_CONFIG: file,
    MAIN_API_KEY: secret,
    HOST_OF_MAIN: 'main.example.com',
  }
  let gateway: GatewayProcess
  let url: string
  let key: string
  before(async () => {
    // The gateway follows a file of its own: here, the commands are what applies.
    writeFileSync(join(folder, 'none.yaml'), '')
    writeFileSync(file, first)
    usePreparedHome(env.WEIR_HOME)
    gateway = startProcess({ home: env.WEIR_HOME, env: { ...env, WEIR_CONFIG: join(folder, 'none.yaml') } })
    const ready = await gateway.ready
    url = ready.url
    key = ready.adminKey ?? ''
  })
  after(async () => {
    gateway.kill('SIGTERM')
    await gateway.ended
    rmSync(folder, { recursive: true, force: true })
  })

  const descriptionOfSmall = async (): Promise<string | undefined> => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: '{ model(name: "small") { description } }' }),
    })
    const { data } = (await answer.json()) as { data: { model: { description: string } | null } }
    return data.model?.description
  }

  test('plan tells field by field what apply would do, and does nothing', async () => {
    const { code, stdout } = await weir(['plan'], env)
    assert.equal(code, 0)
    assert.equal(
      stdout,
      `+ team search
+ application web
+ model small
    description: a
    deployments[0].provider: main
    deployments[0].model: gpt-4o-mini
+ provider main
    kind: azure-openai
    baseUrl: (from the environment)
    apiVersion: 2024-10-21
    apiKey: (secret)
+ quota daily
    scope.team: search
    meter: TOTAL_TOKENS
    limit: 1000
    window: DAY
`,
    )
    assert.equal(await descriptionOfSmall(), undefined)
  })

  test('apply does it while the gateway runs, and the second time there is nothing to do', async () => {
    const applied = await weir(['apply'], env)
    assert.equal(applied.code, 0, applied.stderr)
    await eventually(async () => assert.equal(await descriptionOfSmall(), 'a'))
    for (const command of ['plan', 'apply'])
      assert.equal((await weir([command], env)).stdout, 'Nothing to do: what the file says is declared.\n')
    writeFileSync(file, second)
    assert.equal((await weir(['plan'], env)).stdout, '- quota daily\n~ model small\n    description: a → b\n')
  })

  test('a secret that changes is seen to change, and is not shown', async () => {
    writeFileSync(file, first)
    const { stdout } = await weir(['plan'], { ...env, MAIN_API_KEY: `${secret}-2` })
    assert.equal(stdout, '~ provider main\n    apiKey: (secret, changed)\n')
  })

  test('a file that is wrong is refused with its line, and changes nothing', async () => {
    writeFileSync(file, first.replace('provider: main', 'provider: mein'))
    for (const command of ['plan', 'apply']) {
      const { code, stderr } = await weir([command], env)
      assert.equal(code, 1)
      assert.match(
        stderr,
        /weir\.yaml:5:\d+ models\[0\]\.deployments\[0\]\.provider: there is no provider `mein`; did you mean `main`\?/,
      )
    }
    assert.equal(await descriptionOfSmall(), 'a')
  })

  test('export writes a file that says the same, with variables for secrets', async () => {
    const { code, stdout, stderr } = await weir(['export'], env)
    assert.equal(code, 0, stderr)
    assert.equal(`${stdout}${stderr}`.includes(secret), false)
    assert.match(stdout, /apiKey: \$\{MAIN_API_KEY\}/)
    writeFileSync(file, stdout)
    assert.equal((await weir(['plan'], env)).stdout, 'Nothing to do: what the file says is declared.\n')
  })

  test('the tree of teams and their titles are planned, applied and exported', async () => {
    const tree = '- { name: rnd, title: Research }\n  - { name: search, parent: rnd, app'
    writeFileSync(file, first.replace('- { name: search, app', tree))
    assert.equal(
      (await weir(['plan'], env)).stdout.split('\n').slice(0, 4).join('\n'),
      '+ team rnd\n    title: Research\n~ team search\n    parent: (nothing) → rnd',
    )
    assert.equal((await weir(['apply'], env)).code, 0)
    const { stdout } = await weir(['export'], env)
    assert.match(stdout, /^# Secrets are not shown: set MAIN_API_KEY in the environment\.$/m)
    assert.match(stdout, /parent: rnd/)
    writeFileSync(file, stdout)
    assert.equal((await weir(['plan'], env)).stdout, 'Nothing to do: what the file says is declared.\n')
  })

  test('who pays for teams and applications is planned, applied and exported', async () => {
    writeFileSync(
      file,
      first
        .replace('- { name: search, app', '- { name: search, costCentre: CC-1, app')
        .replace(
          '{ name: web }',
          () => '{ name: web, costCentre: "$${odd}" }, { name: ios, costCentre: CC-3 }',
        ),
    )
    assert.equal(
      (await weir(['plan'], env)).stdout,
      `+ application ios
    costCentre: CC-3
~ team search
    costCentre: (nothing) → CC-1
~ application web
    costCentre: (nothing) → \${odd}
`,
    )
    assert.equal((await weir(['apply'], env)).code, 0)
    assert.equal((await weir(['plan'], env)).stdout, 'Nothing to do: what the file says is declared.\n')
    const { stdout } = await weir(['export'], env)
    assert.match(stdout, /costCentre: CC-1/)
    writeFileSync(file, stdout)
    assert.equal((await weir(['plan'], env)).stdout, 'Nothing to do: what the file says is declared.\n')
    writeFileSync(file, stdout.replace('CC-1', '" CC-1"'))
    assert.match(
      (await weir(['plan'], env)).stderr,
      /teams\[\d\]\.costCentre: must hold no control characters/,
    )
  })

  test('whoever asks for help gets it, and a key that is none is said to be so', async () => {
    const { code, stdout } = await weir(['--help'], env)
    assert.deepEqual([code, stdout.startsWith('usage:')], [0, true])
    for (const [asked, usage] of [
      [['plan', '--help'], 'weir plan | weir apply'],
      [['apply', '-h'], 'weir plan | weir apply'],
      [['export', '--help'], 'weir export'],
      [['secrets', 'rotate', '--help'], 'weir secrets rotate'],
    ] as const)
      assert.deepEqual(await weir(asked, env), { code: 0, stdout: `usage:\n  ${usage}\n`, stderr: '' })
    const { stdout: told } = await weir(['audit', 'verify', '--help'], env)
    assert.match(told, /^usage:\n {2}weir audit verify .*\n {2}weir audit export .*\n$/)
    const verified = await weir(['audit', 'verify', file, '--key', 'AAAA'], env)
    assert.match(verified.stderr, /--key: `AAAA` is neither a public key/)
    for (const [command, named] of [
      [['audit', 'verify', 'missing.ndjson'], 'missing.ndjson cannot be read: there is no such file'],
      [['audit', 'verify', folder], `${folder} cannot be read: it is a folder`],
      [['policy', 'diff', 'missing.graphql', file], 'missing.graphql cannot be read: there is no such file'],
    ] as const)
      assert.deepEqual(await weir(command, env), { code: 1, stdout: '', stderr: `weir: ${named}\n` })
  })

  test('whoever asks for what there is not gets the usage', async () => {
    const { code, stderr } = await weir(['plam'], env)
    assert.equal(code, 2)
    assert.match(stderr, /usage:[\s\S]*weir plan/)
  })
})
