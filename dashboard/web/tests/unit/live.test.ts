import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Gateway } from '@/api/gateway'
import { ApiError } from '@/api/http'
import type { LiveEvents } from '@/api/liveSocket'
import type { LiveRequest } from '@/api/types'
import { createConsole, type Console } from '@/state/console'
import { ago, anAlarm, aSummary, NOW } from './make'

let events: LiveEvents
let sent: LiveRequest[]
let connected: boolean
let opened: number
let whoAmI: Gateway['whoAmI']
let world: Console

const snapshot = (...alarms: ReturnType<typeof anAlarm>[]) =>
  events.message({ type: 'snapshot', seq: 1, alarms, summary: aSummary() })

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  sent = []
  opened = 0
  connected = true
  whoAmI = () => Promise.resolve({ username: 'duty', role: 'duty' })
  world = createConsole({ whoAmI: () => whoAmI() } as Gateway, (given) => {
    events = given
    opened++
    return { send: (request) => connected && Boolean(sent.push(request)), close: () => undefined }
  })
})
afterEach(() => vi.useRealTimers())

describe('the live feed', () => {
  test('opens no socket until it is started, and one only', () => {
    expect(opened).toBe(0)
    world.live.start()
    world.live.start()
    expect(opened).toBe(1)
  })

  test('replaces what was known by the snapshot, then adds', () => {
    world.live.start()
    snapshot(anAlarm({ id: 'old' }))
    snapshot(anAlarm({ id: 'new' }))
    events.message({ type: 'alarm', seq: 2, alarm: anAlarm({ id: 'newer' }, 1) })
    expect(world.alarms.listed.value.map((alarm) => alarm.id)).toEqual(['newer', 'new'])
  })

  test('tells the gateway once what was painted', () => {
    world.live.start()
    snapshot(anAlarm())
    world.live.painted('a1')
    world.live.painted('a1')
    vi.advanceTimersByTime(1_000)
    world.live.painted('a1')
    vi.advanceTimersByTime(1_000)
    expect(sent).toEqual([{ type: 'painted', alarms: ['a1'] }])
  })

  test('tells after a reconnect what was painted while there was no connection', () => {
    world.live.start()
    connected = false
    world.live.painted('a1')
    vi.advanceTimersByTime(1_000)
    connected = true
    snapshot(anAlarm())
    vi.advanceTimersByTime(1_000)
    expect(sent).toEqual([{ type: 'painted', alarms: ['a1'] }])
  })

  test('asks for the followed devices, and again after every snapshot', () => {
    world.live.start()
    const stop = world.live.follow('sd-1')
    const stopToo = world.live.follow('sd-1')
    snapshot()
    stop()
    stopToo()
    expect(sent.map((request) => request.type === 'subscribe' && request.devices)).toEqual([
      ['sd-1'],
      ['sd-1'],
      ['sd-1'],
      ['sd-1'],
      [],
    ])
  })

  test('keeps the newest value of each metric, not the last to come', () => {
    world.live.start()
    const reading = (seconds: number, values: Record<string, number>) => ({
      device: 'd',
      time: ago(seconds),
      values,
    })
    events.message({
      type: 'readings',
      items: [reading(1, { smoke: 0.2 }), reading(900, { smoke: 0.9, battery: 80 })],
    })
    vi.advanceTimersByTime(200)
    const values = world.readings.byDevice.value.get('d')
    expect(values).toEqual({ smoke: { value: 0.2, time: ago(1) }, battery: { value: 80, time: ago(900) } })
  })

  test("shows ages by the gateway's clock when this machine's is wrong", () => {
    world.live.start()
    events.message({ type: 'summary', seq: 1, summary: aSummary({ serverTime: ago(-3600) }) })
    expect(world.clock.now.value).toBe(NOW + 3_600_000)
  })

  test('forgets everything when it is stopped', () => {
    world.live.start()
    snapshot(anAlarm())
    world.live.stop()
    expect(world.alarms.listed.value).toEqual([])
    expect(world.live.summary.value).toBeUndefined()
  })

  test('comes back after a lost connection while somebody is logged in', async () => {
    world.live.start()
    await expect(events.mayReconnect()).resolves.toBe(true)
  })

  test('comes back when the gateway cannot be asked who is logged in', async () => {
    await world.session.load()
    world.live.start()
    whoAmI = () => Promise.reject(new ApiError(0, ''))
    await expect(events.mayReconnect()).resolves.toBe(true)
  })

  test('does not come back when the session has ended, and says that it expired', async () => {
    await world.session.load()
    world.live.start()
    whoAmI = () => Promise.reject(new ApiError(401, ''))
    await expect(events.mayReconnect()).resolves.toBe(false)
    expect(world.session.user.value).toBeNull()
    expect(world.session.expired.value).toBe(true)
  })
})
