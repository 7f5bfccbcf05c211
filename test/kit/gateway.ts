import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/index.ts'
import type { Clock } from '../../src/core/ports.ts'
import { silentLog } from './log.ts'
import { usePreparedHome } from './prepared-home.ts'

/** What a GraphQL answer holds. */
export interface GraphqlAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of the data by asserting it
  readonly data?: any
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: { readonly code: string } & Record<string, unknown>
  }[]
}

export type TestGateway = Awaited<ReturnType<typeof startGateway>>

/** The whole gateway on a free port, with a home and a database of its own; `yaml` is its weir.yaml. */
export const startGateway = async (
  about: { yaml?: string; env?: Record<string, string>; clock?: Clock } = {},
) => {
  const home = await mkdtemp(join(tmpdir(), 'weir-test-'))
  const file = join(home, 'weir.yaml')
  if (about.yaml !== undefined) await writeFile(file, about.yaml)
  const env = {
    PORT: '0',
    HOST: '127.0.0.1',
    WEIR_HOME: join(home, 'data'),
    ...(about.yaml !== undefined && { WEIR_CONFIG: file }),
    ...about.env,
  }
  if (about.env?.DATABASE_URL === undefined) usePreparedHome(env.WEIR_HOME)
  const { log, events } = silentLog()
  const app = await openApp(await readConfig(env), { log, ...(about.clock && { clock: about.clock }) })
  const adminKey = app.adminSecret ?? about.env?.WEIR_ADMIN_KEY ?? ''

  const graphql = async (query: string, variables: object = {}, key = adminKey): Promise<GraphqlAnswer> => {
    const answer = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ query, variables }),
    })
    return (await answer.json()) as GraphqlAnswer
  }

  /** The team and application that keys belong to unless told otherwise; those of the file are there already. */
  const ensureHolders = async (): Promise<void> => {
    const { data } = await graphql('{ team(name: "search") { id } application(name: "web") { id } }')
    const team =
      data.team?.id ??
      (await graphql('mutation { createTeam(input: { name: "search" }) { team { id } } }')).data.createTeam
        .team.id
    if (data.application) return
    const input = { name: 'web', team }
    await graphql(
      'mutation New($input: CreateApplicationInput!) { createApplication(input: $input) { application { id } } }',
      { input },
    )
  }

  return {
    app,
    url: app.url,
    adminKey,
    graphql,
    /** What was logged so far. */
    events,
    /** A fresh key; a developer of team search unless told otherwise. */
    async newKey(input: object = {}): Promise<{ id: string; secret: string }> {
      await ensureHolders()
      const { data, errors } = await graphql(
        `mutation New($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }`,
        { input: { name: 'a test', team: 'search', application: 'web', roles: ['DEVELOPER'], ...input } },
      )
      if (errors) throw new Error(JSON.stringify(errors))
      return { id: data.createApiKey.apiKey.id, secret: data.createApiKey.secret }
    },
    async close() {
      await app.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
