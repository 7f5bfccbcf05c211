import { rootPlace } from '../control/vault.ts'
import { resealSecrets } from '../stores/postgres/sealed-secrets.ts'
import { administering, type Outcome } from './administering.ts'

export const secretsUsage = 'weir secrets rotate'

/**
 * `weir secrets rotate`: seals under WEIR_MASTER_KEY what WEIR_MASTER_KEY_PREVIOUS has sealed. Every gateway has to
 * have both before; afterwards the previous one is of no more use.
 */
export const secrets = (args: readonly string[]): Promise<Outcome> => {
  const [action, ...rest] = args
  if (action !== 'rotate') throw new Error(`Usage: ${secretsUsage}`)
  return administering(rest, async ({ databaseUrl, vault, previousMasterKey }) => {
    if (previousMasterKey === undefined)
      throw new Error(
        'Set WEIR_MASTER_KEY to the new master key and WEIR_MASTER_KEY_PREVIOUS to the one before it',
      )
    const count = await resealSecrets(databaseUrl, {
      secret: vault.rewrap,
      root: sealed =>
        sealed === undefined ? vault.seal(previousMasterKey, rootPlace) : vault.rewrap(sealed, rootPlace),
    })
    return `${count} secrets are sealed with the new master key; WEIR_MASTER_KEY_PREVIOUS can go once every gateway has the new one`
  })
}
