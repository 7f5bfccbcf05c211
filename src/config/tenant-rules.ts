import type { ConfigFile } from './schema.ts'
import type { Report } from './surroundings.ts'

/** What a tenant may not declare for itself: it would reach into the gateway's own networks, or to other tenants. */
export const reportForeign = (file: ConfigFile, tenant: string, report: Report): void => {
  const insecure = 'is for those who run the gateway: a tenant reaches public addresses by https only'
  for (const [index, { allowInsecure }] of file.providers.entries())
    if (allowInsecure) report(['providers', index, 'allowInsecure'], insecure)
  for (const [index, { allowInsecure, claims }] of file.identityProviders.entries()) {
    if (allowInsecure) report(['identityProviders', index, 'allowInsecure'], insecure)
    if (claims.tenant !== undefined)
      report(
        ['identityProviders', index, 'claims', 'tenant'],
        'must not be said: its tokens are of this tenant',
      )
  }
  for (const [index, { scope }] of file.quotas.entries())
    if (scope?.tenant !== undefined && scope.tenant !== tenant)
      report(['quotas', index, 'scope', 'tenant'], 'must be the tenant itself, or not be said')
}
