import assert from 'node:assert/strict'
import { test } from 'node:test'
import { servedAs } from '../../src/pipeline/served-as.ts'
import { model, snapshot } from '../kit/call.ts'

test('a public name is counted as the model that it stands for in the snapshot of the call', () => {
  const [deployment] = model.deployments
  assert.ok(deployment)
  const own = { ...model, deployments: [{ ...deployment, model: 'gpt-4o-mini' }] }
  const models = new Map([['small', own]])
  assert.equal(servedAs({ model: 'small', snapshot: { ...snapshot, models } }), 'gpt-4o-mini')
  assert.equal(servedAs({ model: 'unknown', snapshot }), 'unknown')
})
