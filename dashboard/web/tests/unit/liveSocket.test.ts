import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openLiveSocket, pauseBefore, type Link, type LiveSocket } from '@/api/liveSocket'
import type { LiveMessage } from '@/api/types'
import { aSummary, NOW } from './make'

/** What the page holds of a connection; the test is the gateway at its other end. */
class Connection {
  readyState: number = WebSocket.OPEN
  sent: unknown[] = []
  onmessage?: (event: { data: string }) => void
  onclose?: (event: { code: number }) => void

  say(message: object | string) {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) })
  }
  drop(code = 1006) {
    this.readyState = WebSocket.CLOSED
    this.onclose?.({ code })
  }
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.readyState = WebSocket.CLOSED
  }
}

const snapshot = { type: 'snapshot', seq: 1, alarms: [], summary: aSummary() }
const summary = { type: 'summary', seq: 1, summary: aSummary() }

let connections: Connection[]
let links: Link[]
let messages: LiveMessage[]
let mayReconnect: () => Promise<boolean>
let live: LiveSocket

const newest = () => connections.at(-1)!
const condition = () => links.at(-1)?.condition

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  connections = []
  links = []
  messages = []
  mayReconnect = () => Promise.resolve(true)
  live = openLiveSocket(
    {
      message: (message) => messages.push(message),
      link: (link) => links.push(link),
      mayReconnect: () => mayReconnect(),
    },
    () => {
      connections.push(new Connection())
      return newest() as unknown as WebSocket
    },
  )
})

afterEach(() => {
  live.close()
  vi.useRealTimers()
})

describe('the live socket', () => {
  test('is connecting until the snapshot comes, then live', () => {
    expect(condition()).toBe('connecting')
    newest().say(snapshot)
    expect(condition()).toBe('live')
    expect(messages).toEqual([snapshot])
  })

  test('is stale after five silent seconds and live again with the next message', () => {
    newest().say(snapshot)
    vi.advanceTimersByTime(4_500)
    expect(condition()).toBe('live')
    vi.advanceTimersByTime(500)
    expect(links.at(-1)).toEqual({ condition: 'stale', since: NOW })
    newest().say(summary)
    expect(condition()).toBe('live')
  })

  test('gives up a connection that stays silent, and makes a new one', async () => {
    newest().say(snapshot)
    await vi.advanceTimersByTimeAsync(12_000)
    expect(condition()).toBe('disconnected')
    await vi.advanceTimersByTimeAsync(500)
    expect(connections).toHaveLength(2)
    expect(connections[0]!.readyState).toBe(WebSocket.CLOSED)
  })

  test('comes back at once after having been too slow', async () => {
    newest().say(snapshot)
    newest().drop(4008)
    await vi.advanceTimersByTimeAsync(0)
    expect(connections).toHaveLength(2)
    newest().say(snapshot)
    expect(condition()).toBe('live')
  })

  test('pauses before coming back when it is too slow again and again', async () => {
    newest().drop(4008)
    await vi.advanceTimersByTimeAsync(0)
    newest().drop(4008)
    await vi.advanceTimersByTimeAsync(999)
    expect(connections).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(connections).toHaveLength(3)
  })

  test('pauses longer with every failed try, up to ten seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map(pauseBefore)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  })

  test('says since when it is disconnected, whatever the number of tries', async () => {
    newest().say(snapshot)
    newest().drop()
    await vi.advanceTimersByTimeAsync(500)
    newest().drop()
    expect(links.at(-1)).toEqual({ condition: 'disconnected', since: NOW, attempt: 2, retryAt: NOW + 1_500 })
  })

  test('starts its pauses afresh once a snapshot has come', async () => {
    newest().drop()
    await vi.advanceTimersByTimeAsync(500)
    newest().say(snapshot)
    newest().drop()
    expect(links.at(-1)).toMatchObject({ attempt: 1 })
  })

  test('tries at once when the browser says that the network is back', async () => {
    for (const pause of [500, 1000, 2000, 4000]) {
      newest().drop()
      await vi.advanceTimersByTimeAsync(pause)
    }
    newest().drop()
    const before = connections.length
    dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(connections).toHaveLength(before + 1)
  })

  test('stops for good when nobody is logged in any more', async () => {
    mayReconnect = () => Promise.resolve(false)
    newest().drop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(connections).toHaveLength(1)
  })

  test('does not come back after close', async () => {
    newest().drop()
    live.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(connections).toHaveLength(1)
  })

  test('ignores what an abandoned connection still says', async () => {
    const old = newest()
    old.say(snapshot)
    await vi.advanceTimersByTimeAsync(12_500)
    old.say(summary)
    old.drop()
    expect(messages).toHaveLength(1)
    expect(connections).toHaveLength(2)
  })

  test('does not trust a connection that says what is no message', async () => {
    newest().say(snapshot)
    newest().say('{"type":"alarm","al')
    expect(condition()).toBe('disconnected')
    await vi.advanceTimersByTimeAsync(500)
    expect(connections).toHaveLength(2)
  })

  test('pings every fifteen seconds and answers a ping', async () => {
    for (let second = 0; second < 15; second++) {
      newest().say(summary)
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(newest().sent).toEqual([{ type: 'ping' }])
    newest().say({ type: 'ping' })
    expect(newest().sent.at(-1)).toEqual({ type: 'pong' })
  })

  test('says that nothing was sent while there is no connection', () => {
    newest().drop()
    expect(live.send({ type: 'painted', alarms: ['a1'] })).toBe(false)
  })
})
