/**
 * README's pictures: `npm run picture` starts the demo, waits for its first fire and writes docs/console.png and
 * docs/console.zh-CN.png. With a directory as argument it also leaves pictures of every page there, on a wall and on a phone.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { launch } from './browser.mjs'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const [directory] = process.argv.slice(2)
const FIRE_WAIT_MS = 180_000

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return String(port)
}

const http = await freePort()
const demo = spawn(join(root, 'bin/firegate'), ['demo'], {
  env: { ...process.env, FIREGATE_HTTP_PORT: http, FIREGATE_MQTT_LISTENER_PORT: await freePort() },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = once(demo, 'exit')
const baseURL = `http://127.0.0.1:${http}`

async function ready() {
  for await (const line of createInterface({ input: demo.stdout }))
    if (line.startsWith('firegate ready:')) return demo.stdout.resume()
  throw new Error('the demo ended before it was ready')
}

async function open(browser, locale, viewport) {
  const context = await browser.newContext({ baseURL, locale, viewport, timezoneId: 'Asia/Shanghai' })
  await context.request.post('/api/v1/session', { data: { username: 'admin', password: 'demo' } })
  return context.newPage()
}

async function everyPage(browser, locale, viewport, name) {
  const page = await open(browser, locale, viewport)
  for (const path of ['', 'devices', 'devices/demo-hy-0001', 'devices/demo-ev-0003']) {
    await page.goto(`/${path}`)
    await page.waitForLoadState('networkidle').catch(() => undefined)
    await page.screenshot({ path: join(directory, `${path.replace('/', '-') || 'wall'}-${name}.png`) })
  }
  await page.context().close()
}

const wall = { width: 1920, height: 1080 }
const languages = { 'en-GB': 'console.png', 'zh-CN': 'console.zh-CN.png' }

try {
  await ready()
  const browser = await launch()
  for (const [locale, file] of Object.entries(languages)) {
    const page = await open(browser, locale, { width: 1440, height: 810 })
    await page.goto('/')
    await page.locator('aside.demo').waitFor()
    await page.locator('article.fire').first().waitFor({ timeout: FIRE_WAIT_MS })
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: join(root, 'docs', file) })
    await page.context().close()
  }
  if (directory) {
    await mkdir(directory, { recursive: true })
    for (const locale of Object.keys(languages)) {
      await everyPage(browser, locale, wall, `${locale}-wall`)
      await everyPage(browser, locale, { width: 390, height: 844 }, `${locale}-phone`)
    }
  }
  await browser.close()
} finally {
  demo.kill('SIGTERM')
  await ended
}
