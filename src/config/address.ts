import { isPublicUrl } from '../core/public-address.ts'

/** Said to everybody, as a tenant is told of its own declarations in the same words. */
const only = 'only those who run the gateway may set allowInsecure: true to allow'

/**
 * Reports what is wrong with an address that the gateway asks by itself. PUBLIC refuses http and hosts of private
 * networks; what a name resolves to is looked at when it is connected to.
 */
export const checkAddress = (
  address: string,
  allowed: 'PUBLIC' | 'ANY',
  report: (message: string) => void,
): void => {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol))
    report('must be an address such as https://api.example.com/v1')
  else if (url.username || url.password)
    report('must not hold a user name or password; an API key belongs into apiKey')
  else if (url.search || url.hash) report('must end with its path, without ? and #')
  else if (allowed === 'PUBLIC' && url.protocol === 'http:') report(`must start with https://; ${only} http`)
  else if (allowed === 'PUBLIC' && !isPublicUrl(address))
    report(`leads to a private or local network; ${only} that`)
}
