import { setTimeout as wait } from 'node:timers/promises'

/**
 * Asks until the check passes, for as long as a change may take to be in force: a second, and what a busy machine
 * needs for the asking. Then what the check threw last is thrown.
 */
export const eventually = async (check: () => Promise<void>, withinMs = 10_000): Promise<void> => {
  const end = Date.now() + withinMs
  while (true)
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
      await wait(20)
    }
}
