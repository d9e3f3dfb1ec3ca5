/**
 * Every page in every condition, made inside the browser: the page's requests and its live feed are answered here, so
 * that the same pictures come from any gateway at any time.
 */
import { devices, fire, openAlarms, sites, strangeFires, summary } from '../mock/town.mjs'

export const NOW = Date.parse('2026-03-09T03:12:45.000Z')

const json = (status, body) => ({ status, contentType: 'application/json', body: JSON.stringify(body) })
const problem = (status, detail) => json(status, { status, title: 'Problem', detail })
const at = (path) => (url) => url.pathname === `/api/v1/${path}`
const under = (path) => (url) => url.pathname.startsWith(`/api/v1/${path}`)

/** A live feed with these alarms; returns the server's end once the page has connected. */
async function feed(page, alarms, change = {}) {
  const connected = new Promise((resolve) =>
    page.routeWebSocket(/\/api\/v1\/live$/, (socket) => {
      const snapshot = { type: 'snapshot', seq: 1, alarms, summary: summary(NOW, alarms, change) }
      socket.send(JSON.stringify(snapshot))
      resolve(socket)
    }),
  )
  return { connected }
}

async function town(page) {
  const known = devices(NOW)
  await page.route(under('session'), (route) =>
    route.fulfill(json(200, { username: 'admin', role: 'admin' })),
  )
  await page.route(under('sites/'), (route) => {
    const id = new URL(route.request().url()).pathname.split('/').at(-1)
    const found = sites.find((one) => one.id === id)
    return route.fulfill(found ? json(200, found) : problem(404, ''))
  })
  await page.route(under('devices/'), (route) => {
    const id = decodeURIComponent(new URL(route.request().url()).pathname.split('/').at(-1))
    const found = known.find((one) => one.id === id)
    return route.fulfill(found ? json(200, found) : problem(404, ''))
  })
  await page.route(at('devices'), (route) =>
    route.fulfill(json(200, { items: known.slice(0, 50), next: '50', total: known.length })),
  )
  await page.route(at('history'), (route) => {
    const { searchParams } = new URL(route.request().url())
    const [from, to] = ['from', 'to'].map((name) => Date.parse(searchParams.get(name)))
    const metric = searchParams.get('metric')
    const points = Array.from({ length: 960 }, (_, i) => {
      const value =
        metric === 'fire' ? Number(i > 900) : 0.02 + 0.006 * Math.sin(i / 40) + Math.max(0, i - 900) / 400
      return [Math.round(from + (i * (to - from)) / 960), i > 500 && i < 560 ? null : value]
    })
    return route.fulfill(
      json(200, {
        series: [{ device: 'sd-17', metric, unit: metric === 'smoke' ? 'dB/m' : '', points }],
        next: null,
      }),
    )
  })
}

const wall = (alarms, change) => async (page) => {
  await town(page)
  await feed(page, alarms, change)
  await page.goto('/')
  await page
    .locator(alarms.length > 0 ? 'article' : '.quiet')
    .first()
    .waitFor()
}

const at404 = async (page, path) => {
  await town(page)
  await feed(page, [])
  await page.goto(path)
  await page.locator('.condition').waitFor()
}

const manyFires = Array.from({ length: 5 }, (_, i) =>
  fire(NOW, 20 + 31 * i, { id: `f${i}`, device: `sd-${100 + i}` }),
)
const manyOthers = Array.from({ length: 240 }, (_, i) => ({ ...openAlarms(NOW)[1 + (i % 5)], id: `o${i}` }))

async function dialog(page) {
  await wall(openAlarms(NOW))(page)
  await page.locator('[data-command=acknowledge]').first().click()
  await page.locator('#command-note').fill('已电话联系物业，正在核实')
}

async function device(page, path, prepare = async () => {}) {
  await town(page)
  await feed(page, openAlarms(NOW))
  await prepare(page)
  await page.goto(path)
}

/** Name → what to do with a fresh page of a person who is logged in. */
export const conditions = {
  'demo-login': async (page) => {
    await page.route(at('about'), (route) => route.fulfill(json(200, { demo: true })))
    await conditions.login(page)
    await page.locator('aside.demo').waitFor()
  },
  'demo-wall': async (page) => {
    await wall(openAlarms(NOW), { demo: true })(page)
    await page.locator('aside.demo').waitFor()
  },
  login: async (page) => {
    await page.route(under('session'), (route) => route.fulfill(problem(401, '')))
    await page.goto('/login')
    await page.locator('#username').waitFor()
  },
  'login-wrong': async (page) => {
    await conditions.login(page)
    await page.locator('#username').fill('duty')
    await page.locator('#password').fill('wrong')
    await page.locator('button[type=submit]').click()
    await page.getByRole('alert').waitFor()
  },
  'login-expired': async (page) => {
    await device(page, '/devices/sd-17')
    await page.locator('canvas').waitFor()
    await page.route(under(''), (route) => route.fulfill(problem(401, '')))
    await page.locator('.n-radio-button').nth(2).click()
    await page.locator('#username').waitFor()
  },
  'gateway-down': async (page) => {
    await page.route(under(''), (route) => route.abort())
    await page.goto('/')
    await page.locator('.condition').waitFor()
  },
  'wall-quiet': wall([]),
  'wall-quiet-new': wall([], { devices: 0, online: 0, lastReadingAt: null }),
  'wall-fire': wall([fire(NOW, 151)]),
  'wall-busy': wall(openAlarms(NOW)),
  'wall-strange': wall(strangeFires(NOW)),
  'wall-many': wall([...manyFires, ...manyOthers]),
  'wall-problems': wall(openAlarms(NOW), {
    problems: [
      { code: 'journal', zh: '日志：磁盘空间不足，暂停确认收数', en: 'journal: no space left on device' },
      { code: 'history', zh: '历史库：自 03:02 起没有应答', en: 'history: not answering since 03:02' },
    ],
  }),
  'wall-filtered': async (page) => {
    await wall(openAlarms(NOW))(page)
    await page.goto('/?state=unacked')
    await page.locator('article').first().waitFor()
  },
  'wall-closing': async (page) => {
    await town(page)
    const [one, other] = [fire(NOW, 700, { state: 'active-acked' }), openAlarms(NOW)[1]]
    const { connected } = await feed(page, [one, other])
    await page.goto('/')
    await page.locator('article').first().waitFor()
    for (const alarm of [one, other])
      (await connected).send(JSON.stringify({ type: 'alarm', seq: 2, alarm: { ...alarm, state: 'closed' } }))
    await page.locator('[data-state=closed]').nth(1).waitFor()
  },
  'wall-viewer': async (page) => {
    await town(page)
    await page.route(under('session'), (route) =>
      route.fulfill(json(200, { username: 'guest', role: 'viewer' })),
    )
    await feed(page, openAlarms(NOW))
    await page.goto('/')
    await page.locator('article').first().waitFor()
  },
  'wall-loading': async (page) => {
    await town(page)
    await page.routeWebSocket(/\/api\/v1\/live$/, () => {})
    await page.goto('/')
    await page.locator('.loading h2').waitFor()
  },
  'wall-stale': async (page) => {
    await wall(openAlarms(NOW))(page)
    await page.clock.setFixedTime(NOW + 8_000)
    await page.locator('.strip').waitFor()
  },
  'wall-disconnected': async (page) => {
    await town(page)
    const { connected } = await feed(page, openAlarms(NOW))
    await page.goto('/')
    await page.locator('article').first().waitFor()
    await page.routeWebSocket(/\/api\/v1\/live$/, (socket) => socket.close())
    await (await connected).close()
    await page.locator('.strip').waitFor()
  },
  'quiet-disconnected': async (page) => {
    await town(page)
    const { connected } = await feed(page, [])
    await page.goto('/')
    await page.locator('.quiet').waitFor()
    await page.routeWebSocket(/\/api\/v1\/live$/, (socket) => socket.close())
    await (await connected).close()
    await page.locator('.strip').waitFor()
  },
  'wall-flood': wall(openAlarms(NOW), { flood: true, suppressed: { storm: 37 } }),
  'wall-more': async (page) => {
    await wall(openAlarms(NOW))(page)
    for (const more of await page.locator('[data-more]').all()) await more.click()
  },
  'dialog-verdict': async (page) => {
    await conditions['wall-more'](page)
    await page.locator('[data-command=verdict]').first().click()
    await page.locator('.command-dialog select').selectOption('false-alarm')
  },
  'dialog-shelve': async (page) => {
    await conditions['wall-more'](page)
    await page.locator('[data-command=shelve]').first().click()
    await page.locator('#command-note').fill('装修施工，物业已确认')
  },
  dialog: dialog,
  'dialog-refused': async (page) => {
    await dialog(page)
    const detail = 'The alarm was acknowledged by duty2 at 03:12:40.'
    await page.route(under('alarms/'), (route) => route.fulfill(problem(409, detail)))
    await page.locator('#command-note').press('Control+Enter')
    await page.locator('.problem').waitFor()
  },
  'dialog-cut': async (page) => {
    await dialog(page)
    await page.route(under('alarms/'), (route) => route.abort())
    await page.locator('#command-note').press('Control+Enter')
    await page.locator('.problem').waitFor()
  },
  devices: async (page) => {
    await device(page, '/devices')
    await page.locator('tbody tr').first().waitFor()
  },
  'devices-none': async (page) => {
    await device(page, '/devices?q=zzz', () =>
      page.route(at('devices'), (route) => route.fulfill(json(200, { items: [], next: null, total: 0 }))),
    )
    await page.locator('.none').waitFor()
  },
  'devices-failed': async (page) => {
    await device(page, '/devices', () =>
      page.route(at('devices'), (route) => route.fulfill(problem(503, 'records: database is locked'))),
    )
    await page.locator('.condition').waitFor()
  },
  'devices-forbidden': async (page) => {
    await device(page, '/devices', () =>
      page.route(at('devices'), (route) => route.fulfill(problem(403, ''))),
    )
    await page.locator('.condition').waitFor()
  },
  device: async (page) => {
    await device(page, '/devices/sd-17?span=24h')
    await page.locator('canvas').waitFor()
  },
  'device-boolean': async (page) => {
    await device(page, '/devices/sd-17?metric=fire&span=7d')
    await page.locator('canvas').waitFor()
  },
  'device-no-data': async (page) => {
    await device(page, '/devices/hy-4?span=1h', () =>
      page.route(at('history'), (route) => route.fulfill(json(200, { series: [], next: null }))),
    )
    await page.locator('.empty').waitFor()
  },
  'device-no-values': async (page) => {
    await device(page, '/devices/new-device-with-a-very-long-identifier-0001')
    await page.locator('h1').waitFor()
  },
  'device-missing': (page) => at404(page, '/devices/nobody'),
  missing: (page) => at404(page, '/no/such/page'),
}
