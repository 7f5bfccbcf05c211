import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundInput, inputUpperBound, servedAs } from '../../src/pipeline/served-as.ts'
import { callOf, model, snapshot } from '../kit/call.ts'

test('a public name is counted as the model that it stands for in the snapshot of the call', () => {
  const [deployment] = model.deployments
  assert.ok(deployment)
  const own = { ...model, deployments: [{ ...deployment, model: 'gpt-4o-mini' }] }
  const models = new Map([['small', own]])
  assert.equal(servedAs({ model: 'small', snapshot: { ...snapshot, models } }), 'gpt-4o-mini')
  assert.equal(servedAs({ model: 'unknown', snapshot }), 'unknown')
})

test('input is bounded by the provider that makes the most tokens of it, whichever comes first', async () => {
  const [deployment] = model.deployments
  assert.ok(deployment)
  const deployments = ['frugal', 'wasteful', 'frugal'].map(model => ({ ...deployment, name: model, model }))
  const models = new Map([['small', { ...model, deployments }]])
  const call = callOf({ snapshot: { ...snapshot, models } })
  const asked: string[] = []
  const tokensOf = (model: string): number => {
    asked.push(model)
    return model === 'wasteful' ? 30 : 10
  }
  const measure = {
    inputUpperBound: (_: unknown, model: string) => tokensOf(model),
    boundInput: async (_: unknown, model: string) => tokensOf(model),
    countInput: () => assert.fail('no count is a bound'),
    countOutput: () => assert.fail('nothing was said'),
  }
  assert.equal(inputUpperBound(call, measure), 30)
  assert.equal(await boundInput(call, measure), 30)
  assert.deepEqual(asked, ['frugal', 'wasteful', 'frugal', 'wasteful'])
})
