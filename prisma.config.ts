// `prisma generate` would download a schema engine that it does not use; any executable keeps it from that.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

/** For the Prisma command line, which only developers have: it is installed in `test/`. */
export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL !== undefined && { datasource: { url: process.env.DATABASE_URL } }),
}
