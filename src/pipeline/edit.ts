import type { Chunk } from '../core/chunk.ts'
import type { Edited } from '../core/prompt.ts'
import type { CallRecord } from '../core/record.ts'
import type { Stage } from '../core/stage.ts'

/**
 * Changes a prompt's answer as that says, which takes the whole of it. Below the guard, so that what a change has made of
 * an answer is screened, and nothing else leaves. An answer that cannot be changed goes on as it is, with the reason in
 * the record.
 */
export const edit: Stage = next =>
  function edit(call) {
    const change = call.prompt?.prompt.edit
    return change ? edited(next(call), change, call.record) : next(call)
  }

async function* edited(
  answer: AsyncIterable<Chunk>,
  change: (text: string) => Edited,
  record: CallRecord,
): AsyncGenerator<Chunk> {
  let text = ''
  for await (const chunk of answer) {
    if (chunk.type === 'text') {
      text += chunk.text
      continue
    }
    if (chunk.type === 'finish') {
      const made = change(text)
      if ('fault' in made) record.misfit = made.fault
      const whole = 'text' in made ? made.text : text
      if (whole !== '') yield { type: 'text', index: 0, text: whole }
    }
    yield chunk
  }
}
