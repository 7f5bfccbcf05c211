import { GatewayError } from '../../core/error.ts'

/** Whether the database did not answer, rather than refuse what it was asked. */
export const isAway = (error: unknown): boolean => {
  const code = codeOf(error)
  // Of PostgreSQL the classes connection, resources, operator, system; of Prisma the connection errors and a pool that is busy; of sockets all.
  if (/^((08|53|57|58)[0-9A-Z]{3}|P1\d{3}|P2024|P2028|E[A-Z]+)$/.test(code)) return true
  return /timeout|terminat|reach database server|Code: `(08|53|57|58)/.test(messageOf(error))
}

/** Does `work`; a database that is away becomes UNAVAILABLE, so that callers can tell it from a refusal. */
export async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isAway(error)) throw error
    throw new GatewayError('UNAVAILABLE', 'The database does not answer now; try again in a moment', {
      cause: error,
    })
  }
}

/**
 * Does `work`, and does it again if a connection took too long: at its start this process reads its own code for a
 * while, on a slow machine for longer than a connection may take, and does not hear that the database has answered.
 */
export const connecting = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!/timeout/.test(messageOf(error))) throw error
    return work()
  }
}

/** One line that says why no connection came about, without the password. */
export const describeConnectError = (url: string, error: unknown): string => {
  const { host, username, pathname } = new URL(url)
  const code = codeOf(error)
  if (code === '28P01' || code === '28000') {
    return `DATABASE_URL: PostgreSQL at ${host} refuses the user "${username}" or its password`
  }
  if (code === '3D000') return `DATABASE_URL: PostgreSQL at ${host} has no database "${pathname.slice(1)}"`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `DATABASE_URL: there is no host ${host}`
  if (code === 'ECONNREFUSED') return `DATABASE_URL: nothing listens at ${host}`
  return `DATABASE_URL: cannot connect to PostgreSQL at ${host}: ${messageOf(error)}`
}

/** The code that PostgreSQL, Prisma or a socket gave the error; empty if none did. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
