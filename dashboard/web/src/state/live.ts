import { shallowRef, type ShallowRef } from 'vue'
import type { Link, LiveEvents, LiveSocket } from '@/api/liveSocket'
import type { LiveMessage, Summary } from '@/api/types'
import type { AlarmBook } from './alarms'
import type { Clock } from './clock'
import { coalesce } from './coalesce'
import type { Readings } from './readings'
import type { Session } from './session'

/** What the live feed says, handed to the books that keep it. */
export interface Live {
  readonly link: Readonly<ShallowRef<Link>>
  /** undefined before the first snapshot */
  readonly summary: Readonly<ShallowRef<Summary | undefined>>
  /** Opens the feed; harmless when it is open. */
  start(): void
  stop(): void
  /** Asks for a device's readings until the returned function is called. */
  follow(device: string): () => void
  /** Tells the gateway that these alarms are on this screen. */
  painted(alarm: string): void
}

export interface LiveParts {
  openSocket: (events: LiveEvents) => LiveSocket
  session: Session
  clock: Clock
  alarms: AlarmBook
  readings: Readings
}

export function createLive({ openSocket, session, clock, alarms, readings }: LiveParts): Live {
  const link = shallowRef<Link>({ condition: 'connecting' })
  const summary = shallowRef<Summary>()
  const followed = new Map<string, number>()
  const reported = new Set<string>()
  const unreported = new Set<string>()
  let socket: LiveSocket | undefined
  let newSummary: Summary | undefined

  const publishSummary = coalesce(() => (summary.value = newSummary))

  const tellPainted = coalesce(() => {
    if (unreported.size === 0 || !socket?.send({ type: 'painted', alarms: [...unreported] })) return
    unreported.forEach((id) => reported.add(id))
    unreported.clear()
  })

  const subscribe = () => socket?.send({ type: 'subscribe', devices: [...followed.keys()] })

  function summarise(received: Summary) {
    newSummary = received
    clock.sync(received.serverTime)
    publishSummary.soon()
  }

  function message(received: LiveMessage) {
    switch (received.type) {
      case 'snapshot':
        alarms.snapshot(received.alarms)
        summarise(received.summary)
        publishSummary.now()
        if (followed.size > 0) subscribe()
        tellPainted.soon()
        break
      case 'alarm':
        alarms.apply(received.alarm)
        if (received.alarm.state === 'closed' || received.alarm.removed) reported.delete(received.alarm.id)
        break
      case 'readings':
        readings.apply(received.items)
        break
      case 'summary':
        summarise(received.summary)
        break
    }
  }

  /** Only a clear "nobody is logged in" ends the tries: an unreachable gateway may come back. */
  async function mayReconnect() {
    await session.load().catch(() => undefined)
    return session.user.value !== null
  }

  function follow(device: string) {
    followed.set(device, (followed.get(device) ?? 0) + 1)
    subscribe()
    return () => {
      const left = (followed.get(device) ?? 1) - 1
      if (left > 0) followed.set(device, left)
      else followed.delete(device)
      subscribe()
    }
  }

  return {
    link,
    summary,
    follow,
    start() {
      socket ??= openSocket({
        message,
        mayReconnect,
        link: (next) => {
          if (!same(link.value, next)) link.value = next
        },
      })
    },
    stop() {
      socket?.close()
      socket = undefined
      link.value = { condition: 'connecting' }
      summary.value = undefined
      alarms.clear()
      readings.clear()
      reported.clear()
      unreported.clear()
    },
    painted(alarm) {
      if (reported.has(alarm)) return
      unreported.add(alarm)
      tellPainted.soon()
    },
  }
}

const same = (a: Link, b: Link) => JSON.stringify(a) === JSON.stringify(b)
