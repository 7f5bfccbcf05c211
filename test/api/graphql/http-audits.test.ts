import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { serverAudits } from 'graphql-http'
import { key, startServer } from '../../kit/http-server.ts'

describe('GraphQL over HTTP, as graphql-http audits it:', async () => {
  const server = await startServer()
  const audits = serverAudits({
    url: `${server.url}/graphql`,
    // The header says that no form of another site sends this; without it our CSRF prevention refuses GET.
    fetchFn: (input: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers)
      headers.set('authorization', key)
      headers.set('apollo-require-preflight', 'true')
      return fetch(input, { ...init, headers })
    },
  })

  test('all 61 audits are there', () => assert.equal(audits.length, 61))

  for (const audit of audits)
    test(audit.name, async context => {
      const result = await audit.fn()
      if (result.status === 'ok') return
      context.diagnostic(`${result.status}: ${result.reason}`)
      assert.notEqual(result.status, 'error', 'reason' in result ? result.reason : '')
    })

  test('the audited server stops', () => server[Symbol.asyncDispose]())
})
