import { parentPort } from 'node:worker_threads'
import type { CountRequest } from '../../src/models/token-worker.ts'

// Stands in for the worker: dies of `die`, keeps silent on `wait`, answers 7 to everything else.
parentPort?.on('message', ({ id, texts }: CountRequest) => {
  if (texts.includes('die')) throw new Error('the worker has died')
  if (!texts.some(text => text.startsWith('wait'))) parentPort?.postMessage({ id, tokens: 7, roughCuts: 0 })
})
