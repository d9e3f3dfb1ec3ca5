/** Adds up what a browser loads for the duty wall, and fails when it is more than the console's budget. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT_KB = 350
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

/** An entry and everything that it imports, not what it loads later. */
function chunks(name, found = new Set()) {
  const chunk = manifest[name]
  if (found.has(chunk)) return found
  found.add(chunk)
  for (const imported of chunk.imports ?? []) chunks(imported, found)
  return found
}

const kilobytes = (files) =>
  [...files]
    .map((file) => gzipSync(readFileSync(new URL(file, dist))).length / 1000)
    .reduce((a, b) => a + b, 0)

const wall = [...chunks('index.html')]
const scripts = kilobytes(wall.map((chunk) => chunk.file))
const styles = kilobytes(new Set(wall.flatMap((chunk) => chunk.css ?? [])))
const later = Object.values(manifest).filter((chunk) => chunk.file.endsWith('.js') && !wall.includes(chunk))

console.log(
  `duty wall: ${scripts.toFixed(1)} kB JavaScript and ${styles.toFixed(1)} kB CSS gzipped (limit ${LIMIT_KB} kB)`,
)
for (const chunk of later) console.log(`  later: ${kilobytes([chunk.file]).toFixed(1)} kB ${chunk.file}`)
if (scripts > LIMIT_KB) process.exit(1)
