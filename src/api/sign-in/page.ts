import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

const style =
  ':root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; } body { max-width: 32rem; margin: 4rem auto; padding: 0 1rem; } button { font: inherit; padding: .4rem 1.2rem; }'

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Headers of whatever is answered around a sign-in: kept by nobody, and told to nobody where it came from. */
export const privately = (reply: FastifyReply): FastifyReply => reply.headers(headers)

/** Answers with a small page. `body` is HTML. */
export const sendPage = (
  reply: FastifyReply,
  { title, body }: { readonly title: string; readonly body: string },
): FastifyReply =>
  privately(reply)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${text(title)}</title><style>${style}</style><h1>${text(title)}</h1>${body}</html>`,
    )

/** As HTML, within an element or a quoted attribute. */
export const text = (plain: string): string =>
  plain.replaceAll(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)

export const link = (address: string, words: string): string =>
  `<p><a href="${text(address)}">${text(words)}</a></p>`
