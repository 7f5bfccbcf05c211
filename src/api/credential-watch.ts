import { GatewayError } from '../core/error.ts'
import type { Services } from '../core/services.ts'
import type { InFlight } from './in-flight.ts'

/** Looks again and again whether the credentials hold for which something is in flight. */
export interface CredentialWatch {
  stop(): void
}

/**
 * Ends what is in flight for credentials that have been revoked or have expired, `everyMs` and a look-up later. Where
 * nobody can tell whether they hold, it goes on; wrong attempts of others keep nobody from telling.
 */
export const watchCredentials = (about: {
  readonly inFlight: InFlight
  readonly authenticate: Services['authenticate']
  readonly everyMs: number
}): CredentialWatch => {
  const { inFlight, authenticate, everyMs } = about
  const look = async (): Promise<void> => {
    for (const credentials of inFlight.credentials())
      await authenticate(credentials, 'AGAIN').catch(error => {
        if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED')
          inFlight.abort(error, credentials)
      })
    timer.refresh()
  }
  const timer = setTimeout(() => void look(), everyMs).unref()
  return { stop: () => clearTimeout(timer) }
}
