import type { IncomingMessage } from 'node:http'
import type { ClientAddressOf } from '../client-address.ts'

/** What clients may take of us before they have said who they are. */
export interface StrangerLimits {
  /** Bytes from one of them, all messages together. */
  readonly bytes: number
  /** How many there may be at a time, and from one address. */
  readonly sockets: number
  readonly socketsOfAddress: number
}

/** The sockets of clients that have not yet said who they are. */
export interface Strangers {
  /** Whether one more may come from there. */
  admits(request: IncomingMessage): boolean
  /** Counts one, and cuts it off if it says too much. To be called when it is known who it is; a close does it too. */
  enter(request: IncomingMessage): () => void
}

/** None at first. */
export const createStrangers = (limits: StrangerLimits, addressOf: ClientAddressOf): Strangers => {
  const byAddress = new Map<string, number>()
  let all = 0
  const count = (address: string, change: 1 | -1): void => {
    all += change
    const here = (byAddress.get(address) ?? 0) + change
    if (here === 0) byAddress.delete(address)
    else byAddress.set(address, here)
  }
  return {
    admits: request =>
      all < limits.sockets && (byAddress.get(addressOf(request) ?? '') ?? 0) < limits.socketsOfAddress,
    enter(request) {
      const { socket } = request
      const address = addressOf(request) ?? ''
      let left = limits.bytes
      let counted = true
      const take = (data: Buffer): void => {
        left -= data.length
        if (left < 0) socket.destroy()
      }
      const leave = (): void => {
        if (!counted) return
        counted = false
        count(address, -1)
        socket.off('data', take)
        socket.off('close', leave)
      }
      count(address, 1)
      socket.prependListener('data', take)
      socket.once('close', leave)
      return leave
    },
  }
}
