import { followFile } from '../control/follow-file.ts'
import type { ServerTls } from '../core/config.ts'
import type { Base } from './base.ts'

/**
 * Shows new connections what the files of certificates and keys hold by then; those that are open stay. A pair that does
 * not fit, as while the one file is new and the other is not yet, leaves what was in force.
 */
export const followCertificates = (
  { file, readAgain, log, opened }: Base,
  renew: (tls: ServerTls) => void,
): void => {
  const { tls } = file.config.server
  for (const path of tls?.files ?? []) {
    const following = followFile({
      path,
      log,
      apply: async () => {
        const now = (await readAgain())?.config.server.tls
        if (!now || (now.clientCa === undefined) !== (tls?.clientCa === undefined))
          throw new Error('whether there is a certificate, and a clientCa, changes with a restart only')
        renew(now)
        return 'New connections are shown the certificate that the files hold now.'
      },
    })
    opened.defer(() => following.close())
  }
}
