/** A page or answer that a browser has come to. */
export interface Visit {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Where it went on the way, in order. */
  readonly passed: readonly string[]
}

interface Cookie {
  readonly value: string
  /** As `Set-Cookie` has it. */
  readonly written: string
}

/** As much of a browser as signing in takes: it follows redirects, and keeps cookies by host as RFC 6265bis says. */
export interface Browser {
  /** Types an address, follows a link, or sends a form, until nobody sends it elsewhere. */
  open(
    url: string,
    about?: {
      readonly method?: 'GET' | 'POST'
      /** The page that it stands on; absent: it was typed. */
      readonly from?: string
      /** Goes no further than the first address that begins so. */
      readonly until?: string
    },
  ): Promise<Visit>
  /** What a page of this origin sends along with a request of its own. */
  headersFor(url: string, from: string): Record<string, string>
  /** By name. */
  cookies(host: string): ReadonlyMap<string, Cookie>
  setCookie(host: string, name: string, value: string): void
}

/** `whereIs` turns an address into where a test has put it. */
export const createBrowser = (whereIs: (url: string) => string = url => url): Browser => {
  const jars = new Map<string, Map<string, Cookie>>()
  const jarOf = (host: string): Map<string, Cookie> => {
    const jar = jars.get(host) ?? new Map<string, Cookie>()
    jars.set(host, jar)
    return jar
  }
  const keep = (url: URL, written: string): void => {
    const [pair = '', ...attributes] = written.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    const has = (attribute: string) => attributes.some(one => one.toLowerCase() === attribute.toLowerCase())
    if (has('Secure') && url.protocol !== 'https:') return
    if (name.startsWith('__Host-') && !(has('Secure') && has('Path=/'))) return
    if (written.length > 4_096) return
    if (has('Max-Age=0')) jarOf(url.hostname).delete(name)
    else jarOf(url.hostname).set(name, { value: pair.slice(name.length + 1), written })
  }
  /** `site` is how the asking page is related; `isOpening` whether somebody goes there. */
  const cookiesFor = (url: URL, site: string, isOpening: boolean): string =>
    [...jarOf(url.hostname)]
      .filter(([, { written }]) => {
        if (written.includes('Secure') && url.protocol !== 'https:') return false
        if (site === 'same-origin' || site === 'same-site' || site === 'none') return true
        return isOpening && !written.includes('SameSite=Strict')
      })
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
  const siteOf = (url: URL, from: string | undefined): string => {
    if (from === undefined) return 'none'
    if (new URL(from).origin === url.origin) return 'same-origin'
    return new URL(from).hostname === url.hostname ? 'same-site' : 'cross-site'
  }
  const headers = (
    url: URL,
    { from, method, isOpening }: { from?: string | undefined; method: string; isOpening: boolean },
  ): Record<string, string> => {
    const site = siteOf(url, from)
    const cookie = cookiesFor(url, site, isOpening && method === 'GET')
    return {
      'sec-fetch-site': site,
      ...(method === 'POST' && { origin: from === undefined ? 'null' : new URL(from).origin }),
      ...(cookie && { cookie }),
    }
  }

  return {
    async open(address, { method = 'GET', from, until } = {}) {
      const passed: string[] = []
      let url = new URL(address)
      let origin = from
      let how = method
      for (let step = 0; step < 20; step++) {
        passed.push(url.href)
        if (until !== undefined && url.href.startsWith(until))
          return { url: url.href, status: 0, headers: new Headers(), text: '', passed }
        const answer = await fetch(whereIs(url.href), {
          method: how,
          redirect: 'manual',
          headers: headers(url, { from: origin, method: how, isOpening: true }),
        })
        for (const written of answer.headers.getSetCookie()) keep(url, written)
        const location = answer.headers.get('location')
        if (answer.status < 300 || answer.status > 399 || location === null)
          return {
            url: url.href,
            status: answer.status,
            headers: answer.headers,
            text: await answer.text(),
            passed,
          }
        await answer.body?.cancel()
        // Once one on the way is foreign, all that follow are taken for asked by a foreign page.
        const next = new URL(location, url)
        if (next.origin !== url.origin) origin = url.href
        url = next
        how = 'GET'
      }
      throw new Error(`too many redirects: ${passed.join(' ')}`)
    },
    headersFor: (url, from) => {
      const { origin } = new URL(from)
      return { ...headers(new URL(url), { from, method: 'POST', isOpening: false }), origin }
    },
    cookies: host => jarOf(host),
    setCookie: (host, name, value) => void jarOf(host).set(name, { value, written: '' }),
  }
}
