import type { Writable } from 'node:stream'

/**
 * To be called before each write to `stream`: what is written in one turn of the event loop then leaves in one
 * piece. Many streams share a WebSocket, and each system call costs more than all else that a token does.
 */
export const gatherWrites = (stream: Writable): (() => void) => {
  let gathering = false
  const release = (): void => {
    gathering = false
    stream.uncork()
  }
  return () => {
    if (gathering) return
    gathering = true
    stream.cork()
    setImmediate(release)
  }
}
