import { parentPort } from 'node:worker_threads'
import { createSchema } from '../api/graphql/schema.ts'
import { detectors } from '../guardrails/index.ts'
import { readPolicy } from '../policy/table.ts'
import { createComposer } from '../prompts/compose.ts'
import { createExaminer } from '../prompts/life/examine.ts'
import type { Question, Reply } from '../prompts/life/examiner-thread.ts'

// The thread that examines prompt modules: it has a contract of its own, which answers nobody.

const { schema, subgraph } = createSchema()
const examiner = createExaminer(
  createComposer({
    base: schema,
    federation: { schema: () => subgraph().schema, faults: nodes => subgraph().faults(nodes) },
    readPolicies: schema => readPolicy(schema).operations,
    detectorKinds: detectors.map(({ kind }) => kind),
  }),
)

const answerTo = async ({ id, ask, about }: Question): Promise<Reply> => {
  try {
    return { id, answer: await (ask === 'faults' ? examiner.faults(...about) : examiner.change(...about)) }
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

parentPort?.on('message', async (question: Question) => parentPort?.postMessage(await answerTo(question)))
