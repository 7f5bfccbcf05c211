import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

// Writes the code that is generated: the Prisma client from prisma/, the resolvers' types from schema/.
const folder = import.meta.dirname
const bin = (name: string) => join(folder, 'node_modules', '.bin', name)

execFileSync(bin('prisma'), ['generate'], { cwd: join(folder, '..'), stdio: 'inherit' })
if (existsSync(join(folder, 'codegen.ts'))) {
  execFileSync(bin('graphql-codegen'), ['--config', 'codegen.ts'], { cwd: folder, stdio: 'inherit' })
}
