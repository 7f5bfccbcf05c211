import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyPluginAsync } from 'fastify'

const html = readFileSync(new URL('landing-page.html', import.meta.url), 'utf8')

/** For the Content-Security-Policy: what stands between the tags, and nothing else, may run. */
const hashOf = (tag: 'script' | 'style'): string => {
  const content = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? ''
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
}

const headers = {
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${hashOf('script')}`,
    `style-src ${hashOf('style')}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** `/`: a page to try the gateway on. It needs nothing but itself, and keeps the key in the page's memory only. Where somebody
 * has signed in, the browser shows that by itself. */
export const landingPage: FastifyPluginAsync = async app => {
  app.get('/', (_request, reply) => reply.headers(headers).type('text/html; charset=utf-8').send(html))
}
