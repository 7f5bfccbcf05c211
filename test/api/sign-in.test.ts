import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import WebSocket from 'ws'
import { type Browser, createBrowser, type Visit } from '../kit/browser.ts'
import { eventually } from '../kit/eventually.ts'
import { freePort } from '../kit/free-port.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { type LoginProvider, startLoginProvider } from '../kit/login-provider.ts'
import { prepareWaysIn, waysIn } from '../kit/ways-in.ts'

// Signing in with a browser, at a real OpenID Connect provider, and what may be tried against it.

const provider = (
  name: string,
  about: { readonly issuer: string; readonly publicUrl: string; readonly login?: string },
): string => `
  - name: ${name}
    issuer: ${about.issuer}
    audience: weir
    allowInsecure: true
    algorithms: [ES256]
    login: { clientId: weir-console, publicUrl: "${about.publicUrl}" }
    clientSecret: a secret of the console
    claims: { user: claims.sub, roles: claims.groups, rolesMap: { engineers: DEVELOPER, admins: ADMIN } }`

/** A gateway that people reach at `publicUrl`, behind a proxy if that is another address than its own. */
const startWorld = async (publicUrlOf = (own: string) => own) => {
  const port = await freePort()
  const own = `http://127.0.0.1:${port}`
  const publicUrl = publicUrlOf(own)
  const issuer = await startLoginProvider([`${publicUrl}/login/callback`])
  const time = { ahead: 0 }
  const gateway = await startGateway({
    yaml: `identityProviders:${provider('corp', { issuer: issuer.url, publicUrl })}`,
    env: { PORT: String(port) },
    clock: () => Date.now() + time.ahead,
  })
  await prepareWaysIn(gateway)
  const newBrowser = () => createBrowser(url => url.replace(publicUrl, own))
  return {
    publicUrl,
    host: new URL(publicUrl).hostname,
    issuer,
    gateway,
    time,
    newBrowser,
    async signedIn(): Promise<Browser> {
      time.ahead = 0
      const browser = newBrowser()
      const visit = await browser.open(`${publicUrl}/login`)
      assert.deepEqual([visit.url, visit.status], [`${publicUrl}/`, 200], visit.text)
      return browser
    },
    async close() {
      await gateway.close()
      await issuer.close()
    },
  }
}

type World = Awaited<ReturnType<typeof startWorld>>

/** Nothing of what was refused is held against anybody any more. */
const forgetFailures = (time: World['time']): void => {
  time.ahead += 2_000
}

/** How a page at `from` gets on with each way in. */
const outcomes = async ({ gateway, publicUrl, time }: World, browser: Browser, from = publicUrl) => {
  const headers = browser.headersFor(publicUrl, from)
  const found = new Set<string>()
  for (const { ask } of waysIn) {
    forgetFailures(time)
    found.add(await ask(gateway.url, headers))
  }
  return found
}

const only = (outcome: string): ReadonlySet<string> => new Set([outcome])

const viewerOf = async ({ gateway, publicUrl }: World, browser: Browser) => {
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...browser.headersFor(publicUrl, publicUrl) },
    body: JSON.stringify({ query: '{ viewer { name tenant roles credential identityProvider } }' }),
  })
  const { data, errors } = (await answer.json()) as {
    data?: { viewer: object }
    errors?: { extensions: { code: string } }[]
  }
  return data?.viewer ?? errors?.[0]?.extensions.code
}

/** What is told to the page at `/`. */
const account = async ({ gateway, publicUrl }: World, browser: Browser): Promise<unknown> => {
  const headers = browser.headersFor(publicUrl, publicUrl)
  return (await fetch(`${gateway.url}/login/session`, { method: 'POST', headers })).json()
}

/** Signs in at the issuer, and stops before the gateway hears of it. */
const comeBack = async ({ publicUrl }: World, browser: Browser): Promise<URL> => {
  const { url, status } = await browser.open(`${publicUrl}/login`, { until: `${publicUrl}/login/callback` })
  assert.equal(status, 0)
  return new URL(url)
}

const isSignedIn = (world: World, browser: Browser): boolean =>
  [...browser.cookies(world.host).keys()].some(name => name.endsWith('weir_session'))

const assertRefused = (world: World, browser: Browser, visit: Visit, status: number, words: RegExp): void => {
  assert.equal(visit.status, status, visit.text)
  assert.match(visit.text, words)
  assert.ok(!isSignedIn(world, browser))
  assert.equal(visit.headers.get('cache-control'), 'no-store')
}

describe('signing in with a browser', () => {
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  test('leads to the identity provider and back, with PKCE, and counts over every API', async () => {
    const browser = world.newBrowser()
    const visit = await browser.open(`${world.publicUrl}/login`)
    assert.equal(visit.url, `${world.publicUrl}/`)
    const asked = new URL(visit.passed[1] ?? '')
    assert.equal(asked.origin, world.issuer.url)
    const parameters = Object.fromEntries(asked.searchParams)
    assert.equal(parameters.response_type, 'code')
    assert.equal(parameters.scope, 'openid')
    assert.equal(parameters.code_challenge_method, 'S256')
    assert.equal(parameters.redirect_uri, `${world.publicUrl}/login/callback`)
    for (const secret of ['state', 'nonce', 'code_challenge']) assert.equal(parameters[secret]?.length, 43)
    assert.deepEqual(await viewerOf(world, browser), {
      name: 'ada',
      tenant: 'default',
      roles: ['DEVELOPER'],
      credential: 'TOKEN',
      identityProvider: 'corp',
    })
    assert.deepEqual(await outcomes(world, browser), only('ANSWERED'))
    assert.deepEqual(await account(world, browser), { isOffered: true, name: 'ada', tenant: 'default' })
  })

  test('leaves one cookie, which no script can read and no foreign page can use', async () => {
    const browser = await world.signedIn()
    const cookies = [...browser.cookies(world.host)]
    assert.deepEqual(
      cookies.map(([name]) => name),
      ['weir_session'],
    )
    assert.match(
      cookies[0]?.[1].written ?? '',
      /^weir_session=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=6[0-3]\d$/,
    )
    // Neither the token nor its claims, which begin like this in base64.
    const value = cookies[0]?.[1].value ?? ''
    assert.doesNotMatch(value + Buffer.from(value, 'base64url').toString('latin1'), /eyJhbGci|"sub"|"alg"/)
  })

  test('what a token may not do, whoever signed in with it may not do', async () => {
    const { issuer, gateway, publicUrl } = world
    issuer.account.claims.groups = []
    try {
      const browser = await world.signedIn()
      const headers = browser.headersFor(publicUrl, publicUrl)
      // Nobody learns of a prompt that he may not use by being refused.
      for (const { name, ask } of waysIn.filter(({ isCall }) => isCall))
        assert.equal(
          await ask(gateway.url, headers),
          name === 'prompts over REST' ? 'NOT_FOUND' : 'FORBIDDEN',
          name,
        )
    } finally {
      issuer.account.claims.groups = ['engineers']
    }
  })

  test('a key or token that is sent along counts before it', async () => {
    const browser = await world.signedIn()
    const { gateway, publicUrl } = world
    const headers = browser.headersFor(publicUrl, 'https://elsewhere.example.com')
    for (const [index, { name, ask }] of waysIn.entries()) {
      const key = { ...headers, authorization: `Bearer ${gateway.adminKey}` }
      assert.equal(await ask(gateway.url, key), 'ANSWERED', name)
      assert.equal(
        await ask(gateway.url, { ...headers, authorization: `Bearer weir_${index}` }),
        'UNAUTHENTICATED',
        name,
      )
    }
  })

  test('ends when somebody signs out, who may sign out of the identity provider too', async () => {
    const browser = await world.signedIn()
    const page = await browser.open(`${world.publicUrl}/logout`)
    assert.match(page.text, /<form method="post" action="\/logout">/)
    assert.ok(isSignedIn(world, browser), 'nothing has happened yet')
    const left = await browser.open(`${world.publicUrl}/logout`, { method: 'POST', from: world.publicUrl })
    assert.equal(left.status, 200)
    assert.ok(!isSignedIn(world, browser))
    assert.deepEqual(await outcomes(world, browser), only('UNAUTHENTICATED'))
    assert.deepEqual(await account(world, browser), { isOffered: true })
    const address = /href="([^"]+)">Sign out of the identity provider too/.exec(left.text)?.[1] ?? ''
    assert.ok(address.startsWith(`${world.issuer.url}/session/end?`), left.text)
    assert.doesNotMatch(address, /eyJ|id_token/)
    assert.match((await browser.open(address.replaceAll('&#38;', '&'))).text, /log out|sign-out|logout/i)
  })

  test('ends with its token', async () => {
    const { time } = world
    const browser = await world.signedIn()
    time.ahead = 560_000
    assert.deepEqual(await outcomes(world, browser), only('ANSWERED'))
    time.ahead = 640_000
    assert.deepEqual(await outcomes(world, browser), only('UNAUTHENTICATED'))
    assert.deepEqual(await account(world, browser), { isOffered: true })
  })
})

describe('against a sign-in', () => {
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  test('a code is taken once: neither again by its browser, nor by one that has kept its cookie', async () => {
    const browser = world.newBrowser()
    const answer = await comeBack(world, browser)
    const pending = browser.cookies(world.host).get('weir_login')?.value ?? ''
    assert.equal((await browser.open(answer.href, { from: world.issuer.url })).url, `${world.publicUrl}/`)
    const again = world.newBrowser()
    assertRefused(world, again, await again.open(answer.href), 400, /was not begun in this browser/)
    again.setCookie(world.host, 'weir_login', pending)
    assertRefused(world, again, await again.open(answer.href), 401, /takes this sign-in no more/)
  })

  test('a code does not sign in another browser than the one that has asked for it', async () => {
    const attacker = world.newBrowser()
    const answer = await comeBack(world, attacker)
    const victim = world.newBrowser()
    assertRefused(world, victim, await victim.open(answer.href), 400, /was not begun in this browser/)
    await comeBack(world, victim)
    assertRefused(world, victim, await victim.open(answer.href), 401, /does not belong to this sign-in/)
  })

  for (const [what, change, status, words] of [
    ['another state', { state: 'x'.repeat(43) }, 401, /does not belong/],
    ['no state', { state: undefined }, 401, /does not belong/],
    ['two states', { state: ['a', 'b'] }, 401, /does not belong/],
    ['the issuer of somebody else (RFC 9207)', { iss: 'https://evil.example.com' }, 401, /does not belong/],
    ['no issuer, though it always says one', { iss: undefined }, 401, /does not belong/],
    ['a code that was made up', { code: 'made-up' }, 401, /takes this sign-in no more/],
    ['no code', { code: undefined }, 401, /does not belong/],
    [
      'a refusal',
      { code: undefined, error: 'access_denied' },
      401,
      /has not signed you in \(access_denied\)/,
    ],
    ['a refusal in words of its own', { code: undefined, error: '<script>x' }, 401, /\(an unknown error\)/],
  ] as const)
    test(`an answer with ${what} signs nobody in`, async () => {
      const browser = world.newBrowser()
      const answer = await comeBack(world, browser)
      for (const [name, value] of Object.entries(change)) {
        answer.searchParams.delete(name)
        for (const one of [value ?? []].flat()) answer.searchParams.append(name, one)
      }
      const visit = await browser.open(answer.href, { from: world.issuer.url })
      assertRefused(world, browser, visit, status, words)
      assert.doesNotMatch(visit.text, /<script/)
      assert.equal(browser.cookies(world.host).size, 0, 'it was the one try')
    })

  test('one that takes too long has to begin again', async () => {
    const browser = world.newBrowser()
    const answer = await comeBack(world, browser)
    world.time.ahead = 601_000
    try {
      assertRefused(world, browser, await browser.open(answer.href), 400, /has taken too long/)
    } finally {
      world.time.ahead = 0
    }
  })

  test('an identity provider that is away, or talks nonsense, is 503 and no refusal', async () => {
    for (const [status, body] of [
      [500, 'oops'],
      [200, '<html>'],
      [200, '{}'],
      [401, '{"error":"invalid_client"}'],
      [200, 'x'.repeat(300_000)],
    ] as const) {
      const browser = world.newBrowser()
      const answer = await comeBack(world, browser)
      world.issuer.intercept((request, response) => {
        if (!request.url?.startsWith('/token')) return false
        response.writeHead(status, { 'content-type': 'application/json' }).end(body)
        return true
      })
      const visit = await browser.open(answer.href, { from: world.issuer.url })
      world.issuer.intercept(undefined)
      // An answer without a token is one: it is told so.
      assertRefused(
        world,
        browser,
        visit,
        body === '{}' ? 401 : 503,
        body === '{}' ? /does not belong/ : /ask/,
      )
      if (body !== '{}') assert.equal(visit.headers.get('retry-after'), '5')
    }
  })

  test('a token that the gateway would not take as a bearer is not taken here', async () => {
    world.issuer.account.claims.groups = 7
    try {
      const browser = world.newBrowser()
      const visit = await browser.open(`${world.publicUrl}/login`)
      assertRefused(world, browser, visit, 401, /its roles must be a text or a list/)
    } finally {
      world.issuer.account.claims.groups = ['engineers']
    }
  })

  test('a token that no cookie can hold is told so, and nobody is half signed in', async () => {
    const groups = Array.from({ length: 200 }, (_, index) => `${Math.random()}-${index}`)
    world.issuer.account.claims.groups = groups
    try {
      const browser = world.newBrowser()
      const visit = await browser.open(`${world.publicUrl}/login`)
      assertRefused(world, browser, visit, 400, /have it hold fewer claims/)
    } finally {
      world.issuer.account.claims.groups = ['engineers']
    }
  })

  test('nothing in a request says where the browser goes', async () => {
    for (const query of [
      'redirect_uri=https://evil.example.com',
      'return_to=//evil.example.com',
      'next=https://evil.example.com',
      'publicUrl=https://evil.example.com',
    ]) {
      const browser = world.newBrowser()
      const visit = await browser.open(`${world.publicUrl}/login?${query}`)
      assert.equal(visit.url, `${world.publicUrl}/`)
      for (const url of visit.passed.slice(1)) assert.doesNotMatch(decodeURIComponent(url), /evil/)
    }
    for (const headers of [
      { host: 'evil.example.com' },
      { 'x-forwarded-host': 'evil.example.com', 'x-forwarded-proto': 'https' },
      { forwarded: 'host=evil.example.com' },
    ]) {
      // `fetch` says its own host.
      const { port } = new URL(world.gateway.url)
      const asked = request({ host: '127.0.0.1', port, path: '/login', headers }).end()
      const [answer]: IncomingMessage[] = await once(asked, 'response')
      answer?.resume()
      assert.equal(answer?.statusCode, 303)
      const { searchParams } = new URL(answer?.headers.location ?? '')
      assert.equal(searchParams.get('redirect_uri'), `${world.publicUrl}/login/callback`)
    }
  })

  test('names that nobody has are 404, as those of other tenants are', async () => {
    const browser = world.newBrowser()
    for (const query of [
      'provider=nobody',
      'tenant=acme',
      'tenant=acme&provider=corp',
      'provider=a//b',
      'provider=',
    ])
      assert.equal((await browser.open(`${world.publicUrl}/login?${query}`)).status, 404, query)
  })
})

describe('against whoever has signed in', () => {
  let world: World
  let browser: Browser
  before(async () => {
    world = await startWorld()
    browser = await world.signedIn()
  })
  after(() => world.close())

  test('a foreign page does nothing in their name, even if the browser lets the cookie out', async () => {
    const { gateway, publicUrl, host } = world
    const cookie = `weir_session=${browser.cookies(host).get('weir_session')?.value}`
    for (const headers of [
      { origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example.com' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: `${publicUrl}.evil.example.com` },
      { origin: publicUrl.replace('http:', 'https:') },
      { origin: publicUrl, 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      {},
    ] as const)
      for (const { name, ask } of waysIn)
        assert.equal(
          await ask(gateway.url, { ...headers, cookie }),
          'FORBIDDEN',
          `${name} ${JSON.stringify(headers)}`,
        )
    const answer = await fetch(`${gateway.url}/v1/models`, { headers: { cookie } })
    assert.match(
      await answer.text(),
      /counts for pages of http:\/\/127\.0\.0\.1:\d+ only; from elsewhere, send/,
    )
  })

  test('a foreign page does not sign them out', async () => {
    const { gateway, host } = world
    const cookie = `weir_session=${browser.cookies(host).get('weir_session')?.value}`
    for (const headers of [
      { origin: 'https://evil.example.com', cookie },
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.com' },
    ]) {
      const answer = await fetch(`${gateway.url}/logout`, { method: 'POST', headers })
      assert.equal(answer.status, 403)
      assert.deepEqual(answer.headers.getSetCookie(), [])
    }
  })

  test('a cookie that was forged, cut, mixed up or blown up counts for nothing', async () => {
    const { gateway, publicUrl, host, time } = world
    const good = browser.cookies(host).get('weir_session')?.value ?? ''
    const other = world.newBrowser()
    await comeBack(world, other)
    const pending = other.cookies(host).get('weir_login')?.value ?? ''
    for (const value of [
      'x',
      good.slice(0, -1),
      good.slice(0, 40),
      (good.startsWith('A') ? 'B' : 'A') + good.slice(1),
      good.slice(0, -4) + (good.endsWith('AAAA') ? 'BBBB' : 'AAAA'),
      pending,
      'A'.repeat(4_096),
      'A'.repeat(8_000),
      '%00',
      '"quoted"',
      '',
    ]) {
      time.ahead += 60_000
      const headers = { origin: publicUrl, 'sec-fetch-site': 'same-origin', cookie: `weir_session=${value}` }
      for (const { name, ask } of waysIn.slice(0, 8))
        assert.equal(await ask(gateway.url, headers), 'UNAUTHENTICATED', `${name} ${value.slice(0, 50)}`)
    }
    const inAnotherName = { origin: publicUrl, cookie: `__Host-weir_session=${good}` }
    forgetFailures(time)
    assert.equal(await waysIn[0]?.ask(gateway.url, inAnotherName), 'UNAUTHENTICATED')
    const blownUp = await fetch(`${gateway.url}/v1/models`, { headers: { cookie: 'a='.padEnd(20_000, 'x') } })
    assert.equal(blownUp.status, 431)
  })

  test('who guesses cookies is slowed down as who guesses keys', async () => {
    const { gateway, publicUrl, time } = world
    time.ahead += 60_000
    const guess = (value: string) =>
      fetch(`${gateway.url}/v1/models`, { headers: { origin: publicUrl, cookie: `weir_session=${value}` } })
    for (let attempt = 0; attempt < 50; attempt++)
      assert.equal((await guess(`${attempt}`.padEnd(100, 'x'))).status, 401)
    assert.equal((await guess('another'.padEnd(100, 'x'))).status, 429)
  })

  test('a message from nowhere makes no session: nothing of it is in the log', async () => {
    const said = JSON.stringify(world.gateway.events)
    for (const secret of [
      'a secret of the console',
      browser.cookies(world.host).get('weir_session')?.value ?? 'x',
      'code=',
    ])
      assert.ok(!said.includes(secret), secret)
  })
})

describe('over https, behind a proxy that ends it', () => {
  let world: World
  before(async () => {
    world = await startWorld(() => 'https://weir.example.com')
  })
  after(() => world.close())

  test('both cookies are of this host only, and come back over https only', async () => {
    const browser = world.newBrowser()
    await comeBack(world, browser)
    assert.match(
      browser.cookies(world.host).get('__Host-weir_login')?.written ?? '',
      /; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$|; Max-Age=599$/,
    )
    const visit = await browser.open(`${world.publicUrl}/login`)
    assert.equal(visit.url, 'https://weir.example.com/')
    assert.match(
      browser.cookies(world.host).get('__Host-weir_session')?.written ?? '',
      /; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=6\d\d$/,
    )
    assert.deepEqual(await outcomes(world, browser), only('ANSWERED'))
    assert.deepEqual(await outcomes(world, browser, 'https://other.example.com'), only('UNAUTHENTICATED'))
  })

  test('a session that a neighbour has put under the name that anybody may set counts for nothing', async () => {
    const { gateway, publicUrl, host } = world
    const attacker = await world.signedIn()
    const sealed = attacker.cookies(host).get('__Host-weir_session')?.value
    const headers = { origin: publicUrl, cookie: `weir_session=${sealed}` }
    assert.equal(await waysIn[0]?.ask(gateway.url, headers), 'UNAUTHENTICATED')
    const answer = await comeBack(world, attacker)
    const pending = attacker.cookies(host).get('__Host-weir_login')?.value ?? ''
    const victim = world.newBrowser()
    victim.setCookie(host, 'weir_login', pending)
    assertRefused(world, victim, await victim.open(answer.href), 400, /was not begun in this browser/)
  })
})

describe('several identity providers', () => {
  let first: LoginProvider
  let second: LoginProvider
  let third: LoginProvider
  let gateway: TestGateway
  let url: string
  before(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    first = await startLoginProvider([`${url}/login/callback`])
    second = await startLoginProvider([`${url}/login/callback`])
    second.account.id = 'bob'
    third = await startLoginProvider([`${url}/login/callback`])
    third.account.id = 'cyd'
    gateway = await startGateway({
      yaml: `identityProviders:${provider('corp', { issuer: first.url, publicUrl: url })}
${provider('partner', { issuer: second.url, publicUrl: url })}`,
      env: { PORT: String(port) },
    })
  })
  after(async () => {
    await gateway.close()
    await first.close()
    await second.close()
    await third.close()
  })

  const nameOf = async (browser: Browser) => {
    const answer = await fetch(`${url}/login/session`, {
      method: 'POST',
      headers: browser.headersFor(url, url),
    })
    return ((await answer.json()) as { name?: string }).name
  }

  test('are offered on a page to choose from', async () => {
    const browser = createBrowser()
    const page = await browser.open(`${url}/login`)
    assert.equal(page.status, 200)
    const links = [...page.text.matchAll(/href="([^"]+)">([^<]+)</g)].map(([, address = '', name = '']) => ({
      address,
      name,
    }))
    assert.deepEqual(
      links.map(({ name }) => name),
      ['corp', 'partner'],
    )
    await browser.open(url + links[1]?.address)
    assert.equal(await nameOf(browser), 'bob')
  })

  test('are not mixed up: what one has answered does not finish a sign-in with the other', async () => {
    const browser = createBrowser()
    const until = `${url}/login/callback`
    // As if the one had been made to hand over its code under the state of the other.
    for (const iss of [first.url, undefined]) {
      const ofFirst = new URL((await browser.open(`${url}/login?provider=corp`, { until })).url)
      const begun = new URL((await browser.open(`${url}/login?provider=partner`, { until })).url)
      const mixed = new URL(ofFirst)
      mixed.searchParams.set('state', begun.searchParams.get('state') ?? '')
      mixed.searchParams.delete('iss')
      if (iss) mixed.searchParams.set('iss', iss)
      const exchanged = second.exchanges()
      const visit = await browser.open(mixed.href)
      assert.equal(visit.status, 401)
      assert.equal(await nameOf(browser), undefined)
      assert.equal(second.exchanges(), exchanged, 'the code of the one was not shown to the other')
    }
  })

  test('may be declared while it runs, with a secret that nobody sees again', async () => {
    const input = {
      name: 'later',
      issuer: third.url,
      audience: ['weir'],
      allowInsecure: true,
      algorithms: ['ES256'],
      login: { clientId: 'weir-public', publicUrl: url, scopes: ['profile'] },
      claims: { roles: 'claims.groups', rolesMap: [{ theirs: 'engineers', ours: 'DEVELOPER' }] },
    }
    const shown = 'identityProvider { id version clientSecretSet login { clientId publicUrl scopes } }'
    const run = async (mutation: string, type: string, about: object) =>
      gateway.graphql(`mutation ($input: ${type}!) { ${mutation}(input: $input) { ${shown} } }`, {
        input: about,
      })
    const { data, errors } = await run('createIdentityProvider', 'CreateIdentityProviderInput', input)
    assert.equal(errors, undefined)
    const { identityProvider } = data.createIdentityProvider
    assert.deepEqual(identityProvider.login, input.login)
    assert.equal(identityProvider.clientSecretSet, false)
    await eventually(async () => {
      const browser = createBrowser()
      await browser.open(`${url}/login?provider=later`)
      assert.equal(await nameOf(browser), 'cyd')
    })
    const which = { id: identityProvider.id, version: 1 }
    const secret = { ...which, clientSecret: 'planted-client-secret' }
    const changed = await run('updateIdentityProvider', 'UpdateIdentityProviderInput', secret)
    assert.equal(changed.data.updateIdentityProvider.identityProvider.clientSecretSet, true)
    assert.doesNotMatch(JSON.stringify(changed), /planted/)
    const moved = { id: which.id, version: 2, issuer: first.url }
    const refused = await run('updateIdentityProvider', 'UpdateIdentityProviderInput', moved)
    assert.equal(refused.errors?.[0]?.extensions.path, 'clientSecret')
    const ended = { id: which.id, version: 2, login: null, clientSecret: null }
    assert.equal(
      (await run('updateIdentityProvider', 'UpdateIdentityProviderInput', ended)).data.updateIdentityProvider
        .identityProvider.login,
      null,
    )
    assert.doesNotMatch(JSON.stringify(gateway.events), /planted/)
  })
})

test('those of a tenant are found by who knows its name, and offered to nobody else', async t => {
  const gateway = await startGateway()
  t.after(() => gateway.close())
  const { data } = await gateway.graphql('mutation { createTenant(input: { name: "acme" }) { secret } }')
  const { errors } = await gateway.graphql(
    'mutation ($input: CreateIdentityProviderInput!) { createIdentityProvider(input: $input) { identityProvider { id } } }',
    {
      input: {
        name: 'corp',
        issuer: 'https://id.example.invalid',
        audience: ['weir'],
        claims: { roles: 'claims.groups' },
        login: { clientId: 'weir', publicUrl: 'https://weir.example.com' },
      },
    },
    data.createTenant.secret,
  )
  assert.equal(errors, undefined)
  const statusOf = async (query: string) =>
    (await fetch(`${gateway.url}/login${query}`, { redirect: 'manual' })).status
  // Nobody is at its address.
  await eventually(async () => assert.equal(await statusOf('?tenant=acme'), 503))
  assert.equal(await statusOf('?tenant=acme&provider=corp'), 503)
  for (const query of ['', '?provider=corp', '?provider=acme//corp', '?tenant=default', '?tenant=acme/'])
    assert.equal(await statusOf(query), 404, query)
})

test('what is no form of a browser is refused, and not a fault of ours', async t => {
  const gateway = await startGateway()
  t.after(() => gateway.close())
  for (const [type, body] of [
    ['text/xml', '<x/>'],
    ['application/json', '{'],
  ] as const) {
    const headers = { 'content-type': type }
    assert.equal((await fetch(`${gateway.url}/logout`, { method: 'POST', headers, body })).status, 400)
  }
  const form = new URLSearchParams({ a: 'b' })
  assert.equal((await fetch(`${gateway.url}/logout`, { method: 'POST', body: form })).status, 200)
})

test('a gateway without any says so, and its page offers nothing', async t => {
  const gateway = await startGateway()
  t.after(() => gateway.close())
  const answer = await fetch(`${gateway.url}/login`)
  assert.equal(answer.status, 404)
  assert.match(await answer.text(), /nobody to sign in with/)
  const session = await fetch(`${gateway.url}/login/session`, { method: 'POST' })
  assert.deepEqual(await session.json(), { isOffered: false })
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { cookie: 'weir_session=x', origin: gateway.url },
  })
  await once(socket, 'open')
  socket.send('{"type":"connection_init"}')
  const [code] = await once(socket, 'close')
  assert.equal(code, 4401)
})
