import type { Stage } from '../core/stage.ts'

/** Lets a call be answered together with others, if it was made with them; the others pass. */
export const joint: Stage = next =>
  function joint(call) {
    return call.joint ? call.joint.ask(call, next) : next(call)
  }
