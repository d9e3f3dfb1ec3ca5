import { chromium } from 'playwright-core'

/** Debian's Chromium; `npm ci` downloads none. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  })

export const base = process.env.BASE_URL ?? 'http://127.0.0.1:8080'
export const username = process.env.CONSOLE_USER ?? 'admin'
export const password = process.env.ADMIN_PASSWORD ?? process.env.PASSWORD ?? 'admin'

export async function login(page, path = '/') {
  await page.goto(`${base}${path}`)
  await page.locator('#username').fill(username)
  await page.locator('#password').fill(password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => url.pathname !== '/login')
}
