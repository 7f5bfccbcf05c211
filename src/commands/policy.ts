import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { diffPolicies, type PolicyChange } from '../policy/diff.ts'
import { unreadable } from './unreadable.ts'

export const policyUsage = 'weir policy diff <from.graphql> <to.graphql> [--json] [--allow-loosening]'

/**
 * `weir policy diff`: what the policy of one SDL changes about that of another one. It fails where the policy is
 * loosened, so that a pipeline stops there until somebody says `--allow-loosening`.
 */
export const policy = async (
  args: readonly string[],
): Promise<{ readonly ok: boolean; readonly text: string }> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, 'allow-loosening': { type: 'boolean' } },
  })
  const [verb, from, to, more] = positionals
  if (verb !== 'diff' || from === undefined || to === undefined || more !== undefined)
    throw new Error(`usage: ${policyUsage}`)
  const [before, after] = await Promise.all([textOf(from), textOf(to)])
  const changes = diffPolicies(before, after)
  const loosens = changes.some(({ effect }) => effect === 'LOOSENED')
  return {
    ok: !loosens || values['allow-loosening'] === true,
    text: values.json ? JSON.stringify({ loosens, changes }) : wordsOf(changes),
  }
}

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch(error => {
    throw unreadable(file, error)
  })

const wordsOf = (changes: readonly PolicyChange[]): string =>
  changes.length === 0
    ? 'The policy is the same.'
    : changes
        .map(({ effect, coordinate, message }) => `${effect.toLowerCase()}: ${coordinate} ${message}`)
        .join('\n')
