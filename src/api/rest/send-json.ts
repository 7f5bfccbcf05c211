import type { FastifyReply } from 'fastify'

/** A body that is JSON text already, with what is to be told beside it. */
export const sendJson = (reply: FastifyReply, headers: Record<string, string>, json: string): FastifyReply =>
  reply.headers(headers).header('content-type', 'application/json; charset=utf-8').send(json)
