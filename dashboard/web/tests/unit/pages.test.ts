import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import type { Gateway } from '@/api/gateway'
import { ApiError } from '@/api/http'
import type { LiveEvents } from '@/api/liveSocket'
import type { LiveRequest, Role } from '@/api/types'
import App from '@/App.vue'
import { i18n } from '@/i18n'
import { createConsoleRouter } from '@/router'
import { consoleKey, createConsole } from '@/state/console'
import { ago, anAlarm, aSummary } from './make'

/** The whole console on a gateway that the test plays. */
let gateway: { [K in keyof Gateway]: ReturnType<typeof vi.fn> }
let events: LiveEvents
let sent: LiveRequest[]
let seen: ((entries: { isIntersecting: boolean }[]) => void)[]
let page: VueWrapper
let router: ReturnType<typeof createConsoleRouter>

async function open(path: string, role: Role | null = 'duty', demo = false) {
  gateway = {
    about: vi.fn(() => Promise.resolve({ demo })),
    whoAmI: vi.fn(() =>
      role ? Promise.resolve({ username: 'w', role }) : Promise.reject(new ApiError(401, '')),
    ),
    login: vi.fn(() => Promise.resolve({ username: 'w', role: 'duty' })),
    logout: vi.fn(() => Promise.resolve()),
    commandAlarm: vi.fn(() => Promise.resolve()),
    device: vi.fn(() => Promise.reject(new ApiError(404, ''))),
    devices: vi.fn(() => Promise.resolve({ items: [], next: null, total: 0 })),
    site: vi.fn(() => Promise.reject(new ApiError(404, ''))),
    history: vi.fn(() => Promise.resolve({ series: [], window: null, aggregate: null, next: null })),
  }
  const world = createConsole(gateway as unknown as Gateway, (given) => {
    events = given
    return { send: (request) => Boolean(sent.push(request)), close: () => undefined }
  })
  router = createConsoleRouter(world.session, createMemoryHistory())
  await router.push(path)
  page = mount(App, {
    global: { plugins: [i18n, router], provide: { [consoleKey as symbol]: world } },
    attachTo: document.body,
  })
  await flushPromises()
}

async function snapshot(...alarms: ReturnType<typeof anAlarm>[]) {
  events.link({ condition: 'live' })
  // Ages are shown by the gateway's clock.
  events.message({ type: 'snapshot', seq: 1, alarms, summary: aSummary() })
  await flushPromises()
}

/** Waits for what follows by itself, also on a busy machine. */
const eventually = (claim: () => void) => vi.waitFor(claim, { timeout: 10_000 })
const inDialog = (selector: string) => document.body.querySelector<HTMLElement>(`.command-dialog ${selector}`)

beforeEach(() => {
  sent = []
  seen = []
  i18n.global.locale.value = 'en'
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: (typeof seen)[number]) {
        seen.push(callback)
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
  vi.stubGlobal('WebSocket', () => {
    throw new Error('a component opened a socket')
  })
})
afterEach(() => {
  page.unmount()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

describe('a demo', () => {
  test.each(['/', '/devices', '/devices/sd-17', '/nowhere'])(
    'says so on %s, in both languages',
    async (path) => {
      await open(path, 'duty', true)
      expect(page.find('aside.demo').text()).toContain('演示数据 / Demo data')
    },
  )

  test('says so before anyone has logged in', async () => {
    await open('/login', null, true)
    expect(page.find('aside.demo').text()).toContain('演示数据 / Demo data')
  })

  test('is believed from the live feed, which outlives the page', async () => {
    await open('/', 'duty', true)
    await snapshot()
    expect(page.find('aside.demo').exists()).toBe(false)
    events.message({ type: 'snapshot', seq: 2, alarms: [], summary: aSummary({ demo: true }) })
    await flushPromises()
    expect(page.find('aside.demo').exists()).toBe(true)
  })

  test('is no matter of a real gateway', async () => {
    await open('/')
    await snapshot()
    expect(page.find('aside.demo').exists()).toBe(false)
  })
})

describe('the duty wall', () => {
  test('is loading before the first snapshot, and says nothing about alarms', async () => {
    await open('/')
    expect(page.text()).toContain('Loading')
    expect(page.text()).not.toContain('No open alarms')
  })

  test('looks calm in a quiet town and says when data last came', async () => {
    await open('/')
    await snapshot()
    expect(page.text()).toContain('No open alarms')
    expect(page.text()).toContain('12 devices, 11 online')
    expect(page.text()).toContain('Last data 2 s ago')
  })

  test('claims quiet only for the time that it was known for', async () => {
    await open('/')
    await snapshot()
    events.link({ condition: 'disconnected', since: Date.now(), attempt: 1, retryAt: Date.now() + 500 })
    await flushPromises()
    expect(page.text()).toContain('Connection to the gateway lost')
    expect(page.text()).toContain('No open alarms as of')
  })

  test('says what is not stored, late, a test and muted', async () => {
    await open('/')
    await snapshot(
      anAlarm({ id: 'a', stored: false }),
      anAlarm({ id: 'b', late: true, clock: { ...anAlarm().clock, device: ago(1_200) } }),
      anAlarm({ id: 'c', severity: 'minor', test: true, suppressed: 'maintenance' }),
    )
    const flags = (id: string) => page.findAll(`[data-alarm=${id}] [data-flag]`).map((flag) => flag.text())
    expect(flags('a')).toEqual(['Not stored yet, kept in memory only'])
    expect(flags('b')).toEqual(['Past fire, 20 min ago'])
    expect(flags('c')).toEqual(['Test', 'Muted: device under maintenance'])
  })

  test('never hides a fire behind a filter', async () => {
    await open('/?severity=minor')
    await snapshot(anAlarm({ id: 'fire' }), anAlarm({ id: 'major', severity: 'major' }))
    expect(page.findAll('[data-alarm]').map((one) => one.attributes('data-alarm'))).toEqual(['fire'])
    expect(page.text()).toContain('1 of 2 shown')
  })

  test('says how many alarms are not listed yet', async () => {
    await open('/')
    await snapshot(...Array.from({ length: 130 }, (_, i) => anAlarm({ id: `m${i}`, severity: 'minor' })))
    expect(page.findAll('[data-alarm]')).toHaveLength(100)
    expect(page.text()).toContain('Show 30 more')
  })

  test('shows the problems of the gateway in its words', async () => {
    await open('/')
    events.message({
      type: 'snapshot',
      seq: 1,
      alarms: [],
      summary: aSummary({ problems: [{ code: 'journal', zh: '磁盘已满', en: 'journal: disk full' }] }),
    })
    await flushPromises()
    expect(page.text()).toContain('journal: disk full')
  })

  test('reports an alarm as painted when it has been on the screen, not before', async () => {
    await open('/')
    await snapshot(anAlarm())
    seen.forEach((look) => look([{ isIntersecting: false }]))
    await new Promise((resolve) => requestAnimationFrame(resolve))
    expect(sent).toEqual([])
    seen.forEach((look) => look([{ isIntersecting: true }]))
    await eventually(() => expect(sent).toEqual([{ type: 'painted', alarms: ['a1'] }]))
  })

  test('offers nothing to do to a person who may only look', async () => {
    await open('/', 'viewer')
    await snapshot(anAlarm())
    expect(page.find('[data-command]').exists()).toBe(false)
    expect(page.text()).toContain('Your role may look at alarms')
  })

  test('counts fires on the tab of the browser', async () => {
    await open('/')
    await snapshot(anAlarm(), anAlarm({ id: 'a2' }))
    expect(document.title).toMatch(/^\(2\) FIRE/)
  })
})

describe('acknowledging', () => {
  async function acknowledge() {
    await page.find('[data-command=acknowledge]').trigger('click')
    await flushPromises()
    const note = inDialog('textarea') as HTMLTextAreaElement
    note.value = 'on the way'
    note.dispatchEvent(new Event('input'))
    inDialog('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }

  test('sends the note', async () => {
    await open('/')
    await snapshot(anAlarm())
    await acknowledge()
    expect(gateway.commandAlarm).toHaveBeenCalledWith('a1', 'acknowledge', { note: 'on the way' })
  })

  test("shows the gateway's reason when it refuses, and keeps the note", async () => {
    await open('/')
    await snapshot(anAlarm())
    gateway.commandAlarm.mockRejectedValue(new ApiError(409, 'already acknowledged by duty2'))
    await acknowledge()
    expect(inDialog('[role=alert]')?.textContent).toContain('already acknowledged by duty2')
    expect((inDialog('textarea') as HTMLTextAreaElement).value).toBe('on the way')
  })

  test('does not pretend that it worked when the connection is cut', async () => {
    await open('/')
    await snapshot(anAlarm())
    gateway.commandAlarm.mockRejectedValue(new ApiError(0, ''))
    await acknowledge()
    expect(inDialog('[role=alert]')?.textContent).toContain('It did not work')
    expect(page.find('[data-alarm=a1]').attributes('data-state')).toBe('active-unacked')
  })
})

describe('what else a person may do', () => {
  async function choose(command: string) {
    await page.find('[data-more]').trigger('click')
    await page.find(`[data-command=${command}]`).trigger('click')
    await flushPromises()
  }
  async function fill(selector: string, value: string) {
    const field = inDialog(selector) as HTMLInputElement
    field.value = value
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input'))
    await flushPromises()
  }
  async function submit() {
    inDialog('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }

  test('a verdict of a false alarm goes with its cause', async () => {
    await open('/')
    await snapshot(anAlarm())
    await choose('verdict')
    expect(inDialog('select')?.querySelectorAll('option')).toHaveLength(6)
    await fill('select', 'false-alarm')
    await fill('label:nth-of-type(2) select', 'steam')
    await submit()
    expect(gateway.commandAlarm).toHaveBeenCalledWith('a1', 'verdict', {
      verdict: 'false-alarm',
      cause: 'steam',
      note: '',
    })
  })

  test('a fire cannot be shelved, another alarm for a while and with a reason', async () => {
    await open('/')
    await snapshot(anAlarm())
    await page.find('[data-more]').trigger('click')
    expect(page.find('[data-command=shelve]').exists()).toBe(false)
    await snapshot(anAlarm({ severity: 'major' }))
    await choose('shelve')
    await fill('textarea', 'painting')
    await submit()
    const [, command, body] = gateway.commandAlarm.mock.calls[0]!
    expect(command).toBe('shelve')
    expect(body.reason).toBe('painting')
    expect(Date.parse(body.until)).toBeGreaterThan(0)
  })

  test('an alarm is taken by the person at the screen, or by nobody', async () => {
    await open('/')
    await snapshot(anAlarm())
    await choose('assign')
    expect((inDialog('#command-user') as HTMLInputElement).value).toBe('w')
    await submit()
    expect(gateway.commandAlarm).toHaveBeenCalledWith('a1', 'assign', { user: 'w', note: '' })
  })

  test('an exercise does not say FIRE, and an alarm that nobody acknowledges says so', async () => {
    await open('/')
    await snapshot(
      anAlarm({ id: 'drill', test: true, testBy: 'site' }),
      anAlarm({ id: 'real', escalation: 2 }),
      anAlarm({
        id: 'aside',
        severity: 'minor',
        suppressed: 'shelved',
        shelvedUntil: ago(-3600),
        assignee: 'lin',
      }),
    )
    expect(page.find('[data-alarm=drill]').text()).toContain('make sure that nothing burns')
    expect(page.find('[data-alarm=drill] .severity').text()).toBe('Test')
    expect(page.find('[data-alarm=drill]').text()).toContain('Test: the site is in test mode')
    expect(page.find('[data-alarm=real]').text()).toContain('called 2 ×')
    expect(page.find('[data-alarm=aside]').classes()).toContain('muted')
    expect(page.find('[data-alarm=aside]').text()).toMatch(/Shelved until .*With lin/)
  })

  test('a flood says how many alarms it has folded', async () => {
    await open('/')
    const flooded = aSummary({ flood: true, suppressed: { storm: 12 } })
    events.message({ type: 'snapshot', seq: 1, alarms: [], summary: flooded })
    await flushPromises()
    expect(page.find('[data-flood]').text()).toContain('12 alarms below fire are muted')
  })
})

describe('the session', () => {
  test('a stranger logs in and is where he wanted to go', async () => {
    await open('/devices?q=sd', null)
    expect(router.currentRoute.value.name).toBe('login')
    await page.find('#username').setValue('duty')
    await page.find('#password').setValue('secret')
    await page.find('form').trigger('submit')
    await eventually(() => expect(router.currentRoute.value.fullPath).toBe('/devices?q=sd'))
    expect(gateway.login).toHaveBeenCalledWith('duty', 'secret')
  })

  test('one that ends says so, and its page comes back after login', async () => {
    await open('/devices')
    gateway.whoAmI.mockRejectedValue(new ApiError(401, ''))
    await events.mayReconnect()
    await eventually(() => expect(router.currentRoute.value.query.next).toBe('/devices'))
    await eventually(() => expect(page.text()).toContain('Your session has ended'))
  })

  test('a page that may not be seen says so', async () => {
    await open('/')
    gateway.devices.mockRejectedValue(new ApiError(403, ''))
    await router.push('/devices')
    await eventually(() => expect(page.text()).toContain('Not allowed'))
  })

  test('a gateway that does not answer at the start is said, not a login page shown', async () => {
    await open('/', 'duty')
    page.unmount()
    const silent = () => Promise.reject(new ApiError(0, ''))
    const world = createConsole({ whoAmI: silent, about: silent } as unknown as Gateway, () => ({
      send: () => false,
      close: () => undefined,
    }))
    router = createConsoleRouter(world.session, createMemoryHistory())
    await router.push('/')
    page = mount(App, { global: { plugins: [i18n, router], provide: { [consoleKey as symbol]: world } } })
    await flushPromises()
    expect(page.text()).toContain('The gateway did not answer')
  })
})
