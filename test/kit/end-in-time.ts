import { after } from 'node:test'

// Read before each test file. A file that leaves something open, as when half of what it needs did not start, would keep the
// whole run waiting for ever: it fails instead, and says what is open.

/** What a file may take to end when its last test is over. */
const mostMs = 60_000

after(() => {
  setTimeout(() => {
    const [, file] = process.argv
    console.error(`${file} has not ended: it has left open ${process.getActiveResourcesInfo().join(', ')}`)
    process.exit(1)
  }, mostMs).unref()
})
