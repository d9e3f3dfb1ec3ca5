/** `npm ci`, but only when the lock file, this Node or the platform is another than at the last time. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${web}node_modules/.installed`

const wanted = createHash('sha256')
  .update(readFileSync(`${web}package-lock.json`))
  .update(`${process.version} ${process.platform} ${process.arch}`)
  .digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  // A shell, because npm is a script with another name on Windows.
  const { status } = spawnSync('npm ci --prefer-offline', { cwd: web, stdio: 'inherit', shell: true })
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(stamp, wanted)
}
