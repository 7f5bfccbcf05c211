import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { key, startServer, type TestServer, whenAborted, whenAsked } from '../kit/http-server.ts'

/** As much of an element as the page's script uses. */
interface Element {
  value: string
  textContent: string
  disabled: boolean
  readonly children: (string | Element)[]
  append(...more: readonly (string | Element)[]): void
  onclick?: () => void
  onsubmit?: (event: { preventDefault(): void }) => void
}

const newElement = (id: string): Element => {
  const element: Element = {
    value: '',
    textContent: '',
    disabled: id === 'stop',
    children: [],
    append(...more) {
      element.children.push(...more)
    },
  }
  return element
}

/** The page as a browser runs it: its own script and real WebSockets, around elements that only hold values. */
const openPage = async (server: TestServer, account: object = {}) => {
  const html = await (await fetch(`${server.url}/`)).text()
  const elements = new Map<string, Element>()
  for (const [, id = ''] of html.matchAll(/ id="(\w+)"/g)) elements.set(id, newElement(id))
  const element = (id: string): Element => {
    const found = elements.get(id)
    assert.ok(found, `the page has an element ${id}`)
    return found
  }
  const sockets: WebSocket[] = []
  const visited: string[] = []
  class Opened extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol)
      sockets.push(this)
    }
  }
  const browser = {
    document: { getElementById: element, createElement: () => newElement('') },
    fetch: async (path: string) => {
      assert.equal(path, '/login/session')
      return Response.json(account)
    },
    location: { origin: server.url, assign: (address: string) => void visited.push(address) },
    WebSocket: Opened,
  }
  runInContext(/<script>(.*)<\/script>/s.exec(html)?.[1] ?? '', createContext(browser))
  await new Promise(resolve => setImmediate(resolve))
  return {
    element,
    visited,
    /** Starts an operation; resolves when its socket is closed. */
    async run(query: string, credentials = key.replace('Bearer ', '')): Promise<void> {
      element('key').value = credentials
      element('query').value = query
      element('form').onsubmit?.({ preventDefault() {} })
      const socket = sockets.at(-1)
      assert.ok(socket)
      await once(socket, 'close')
    },
  }
}

test('text grows as it streams, above the events, wherever the operation stands in its document', async () => {
  await using server = await startServer()
  const page = await openPage(server)
  const fragment = 'fragment F on Tick { text }'
  for (const query of [
    `${fragment} subscription S { count(to: 3, text: "ab") { ...F } }`,
    `subscription S { renamed: count(to: 3, text: "ab") { ...F } } ${fragment}`,
  ]) {
    await page.run(query)
    assert.equal(page.element('text').textContent, 'ababab')
    assert.equal(page.element('output').textContent.match(/"text": "ab"/g)?.length, 3)
    assert.deepEqual([page.element('run').disabled, page.element('stop').disabled], [false, true])
  }
})

test('queries and mutations answer too, and a document that is wrong is told why', async () => {
  await using server = await startServer()
  const page = await openPage(server)
  await page.run('# no subscription\n{ hello }')
  assert.match(page.element('output').textContent, /"hello": "hello world"/)
  assert.equal(page.element('text').textContent, '')
  await page.run('mutation { ask(input: { text: "subscription" }) }')
  assert.match(page.element('output').textContent, /"ask": "subscription"/)
  await page.run('{ hullo }')
  assert.match(page.element('output').textContent, /Cannot query field/)
})

test('of several operations, the one that is named runs', async () => {
  await using server = await startServer()
  const page = await openPage(server)
  const query = 'query A { hello } subscription B { count(to: 1, text: "b") { ... on Tick { text } } }'
  await page.run(query)
  assert.match(page.element('output').textContent, /several operations/)
  page.element('name').value = ' B '
  await page.run(query)
  assert.equal(page.element('text').textContent, 'b')
})

test('who has no key, or a wrong one, reads so on the page', async () => {
  await using server = await startServer()
  const page = await openPage(server)
  await page.run('{ hello }', '')
  assert.match(page.element('output').textContent, /^4401 Credentials are needed: send {"authorization"/)
  await page.run('{ hello }', 'wrong')
  assert.match(page.element('output').textContent, /4401 These credentials are not valid/)
})

test('Stop ends what runs', async () => {
  await using server = await startServer()
  const page = await openPage(server)
  const ended = page.run('subscription { silent { __typename } }')
  const origin = await whenAsked(server)
  page.element('stop').onclick?.()
  await ended
  await whenAborted(origin)
  assert.equal(page.element('run').disabled, false)
})

test('it shows who has signed in and a way out, or a way in where there is one', async () => {
  await using server = await startServer()
  const shown = async (account: object) => {
    const page = await openPage(server, account)
    const said = page
      .element('account')
      .children.map(one => (typeof one === 'string' ? one : one.textContent))
    for (const one of page.element('account').children) if (typeof one !== 'string') one.onclick?.()
    return [...said, ...page.visited]
  }
  assert.deepEqual(await shown({ isOffered: true, name: '<b>ada', tenant: 'acme' }), [
    'Signed in as <b>ada (acme); no key is needed. ',
    'Sign out',
  ])
  assert.deepEqual(await shown({ isOffered: true }), ['Sign in', '/login'])
  assert.deepEqual(await shown({ isOffered: false }), [])
  assert.deepEqual(await shown({}), [])
})
