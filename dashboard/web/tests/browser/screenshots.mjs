/**
 * Pictures of every page and page condition in both languages, on a wall and on a phone:
 *
 *     BASE_URL=http://127.0.0.1:8080 PASSWORD=… npm run screenshots -- OUTPUT_DIR [NAME …]
 *
 * CONSOLE_USER is `admin` unless it is set. Fails when a page scrolls sideways, shows a raw key, speaks to another
 * host, breaks the Content-Security-Policy, or has a serious accessibility problem.
 */
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { base, launch, login } from './browser.mjs'
import { conditions, NOW } from './conditions.mjs'

const [output = 'screenshots', ...names] = process.argv.slice(2)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const languages = { zh: 'zh-CN', en: 'en-GB' }
const sizes = { wall: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } }
const RAW_KEY =
  /\b(nav|demo|login|severity|state|deviceState|link|summary|wall|alarm|command|devices|device|chart|metric|condition|age|verdict|kind)\.[a-zA-Z]\w+/

const problems = []
const complain = (where, what) => problems.push(`${where}: ${what}`)

/** Complaints about what the page does, as they come. */
function listen(page, where) {
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== base) complain(where, `request to ${request.url()}`)
  })
  page.on('pageerror', (error) => complain(where, `exception ${error.message}`))
  page.on('console', (message) => {
    const expected = /Failed to load resource|WebSocket connection/
    if (message.type() === 'error' && !expected.test(message.text())) complain(where, message.text())
  })
}

async function inspect(page, where) {
  const found = await page.evaluate(() => ({
    scrolls: document.documentElement.scrollWidth > window.innerWidth,
    text: document.body.innerText,
  }))
  if (found.scrolls) complain(where, 'scrolls sideways')
  const key = RAW_KEY.exec(found.text)
  if (key) complain(where, `raw key ${key[0]}`)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run())
  for (const { id, impact, nodes } of violations)
    if (impact === 'serious' || impact === 'critical') complain(where, `${id} ${nodes[0].html.slice(0, 160)}`)
}

async function shoot(context, name, where, prepare) {
  const page = await context.newPage()
  listen(page, where)
  try {
    if (!name.startsWith('real')) await page.clock.setFixedTime(NOW)
    await prepare(page)
    await page.evaluate(() => document.fonts.ready)
    // What the library fades in is at its place after this.
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(output, `${name}-${where.split(' ')[1]}.png`) })
    await inspect(page, where)
  } catch (failure) {
    complain(where, String(failure))
  } finally {
    await page.close()
  }
}

const browser = await launch()
await mkdir(output, { recursive: true })
for (const [language, locale] of Object.entries(languages)) {
  for (const [size, viewport] of Object.entries(sizes)) {
    const of = (name) => `${name} ${language}-${size}`
    const options = { baseURL: base, locale, viewport, timezoneId: 'Asia/Shanghai' }

    const made = await browser.newContext(options)
    for (const [name, prepare] of Object.entries(conditions))
      if (names.length === 0 || names.includes(name)) await shoot(made, name, of(name), prepare)
    await made.close()

    if (names.length > 0) continue
    const real = await browser.newContext(options)
    await shoot(real, 'real-wall', of('real-wall'), async (page) => {
      await login(page)
      await page.locator('article, .quiet').first().waitFor()
    })
    await shoot(real, 'real-devices', of('real-devices'), async (page) => {
      await page.goto('/devices')
      await page.locator('tbody tr, .none').first().waitFor()
    })
    await real.close()
  }
}
await browser.close()

problems.forEach((problem) => console.log(problem))
console.log(`${problems.length} problems`)
if (problems.length > 0) process.exit(1)
