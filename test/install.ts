import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// What only tests need stays out of `npm ci`; it is installed here, before the first test and after each change.
const folder = import.meta.dirname
const wanted = readFileSync(join(folder, 'package-lock.json'), 'utf8')
const stamp = join(folder, 'node_modules', '.installed-lock.json')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.log('Installing what the tests need (about a minute, once) …')
  const command = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', command, { cwd: folder, stdio: 'inherit' })
  writeFileSync(stamp, wanted)
}
