import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { generate } from '@graphql-codegen/cli'
import config from '../../codegen.ts'

const folder = join(import.meta.dirname, '../..')

test('the types of the resolvers are generated from the SDL as it is: `npm run generate` changes nothing', async () => {
  const files: { filename: string; content: string }[] = await generate(
    { ...config, cwd: folder, silent: true, errorsOnly: true },
    false,
  )
  assert.equal(files.length, 1)
  for (const { filename, content } of files)
    assert.equal(readFileSync(join(folder, filename), 'utf8'), content, `${filename} is stale`)
})
