import assert from 'node:assert/strict'
import { ConfigError } from '../../src/config/fault.ts'
import { parseConfig } from '../../src/config/load.ts'
import type { Surroundings } from '../../src/config/surroundings.ts'
import type { Config } from '../../src/core/config.ts'
import { roles } from '../../src/core/role.ts'
import { claimExpressionFault } from '../../src/identity/claim-expression.ts'
import { openCatalogue } from '../../src/models/catalogue.ts'
import { optionFaults } from '../../src/providers/simulator/options.ts'

/** What the tests' files can refer to. */
export const known = {
  adapters: new Map([
    [
      'openai',
      {
        kind: 'openai',
        baseUrl: 'https://api.openai.com/v1',
        apiKeyEnv: 'OPENAI_API_KEY',
        catalogue: 'openai',
      },
    ],
    [
      'anthropic',
      {
        kind: 'anthropic',
        baseUrl: 'https://api.anthropic.com',
        apiKeyEnv: 'ANTHROPIC_API_KEY',
        catalogue: 'anthropic',
      },
    ],
    ['azure-openai', { kind: 'azure-openai', apiKeyEnv: 'AZURE_OPENAI_API_KEY', catalogue: 'azure' }],
    ['ollama', { kind: 'ollama', baseUrl: 'http://localhost:11434' }],
  ]),
  catalogue: openCatalogue(() => Date.parse('2026-11-22')),
  detectors: ['EMAIL', 'PAYMENT_CARD'],
  roles,
  claimExpressionFault,
  simulatorFaults: optionFaults,
}

/** The configuration that a file means. Throws ConfigError. */
export const parse = (text: string, env: Surroundings['env'] = {}): Config =>
  parseConfig(text, 'weir.yaml', { ...known, env })

/** How the file refers to an environment variable. */
export const variable = (name: string): string => `\${${name}}`

/** What is told of a file that is wrong. */
export const faultsOf = (text: string, env: Surroundings['env'] = {}): string => {
  try {
    parse(text, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.message
  }
  assert.fail(`no fault was found in:\n${text}`)
}

/** A file with one provider and one model; the rest is added behind it, from line 7 on. */
export const base = `providers:
  - { name: openai-main, kind: openai, apiKey: sk-1 }
models:
  - name: small
    deployments:
      - { provider: openai-main, model: gpt-4o-mini }
`
