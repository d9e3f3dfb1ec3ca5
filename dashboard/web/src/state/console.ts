import { inject, type InjectionKey } from 'vue'
import type { Gateway } from '@/api/gateway'
import type { LiveEvents, LiveSocket } from '@/api/liveSocket'
import { createAlarmBook, type AlarmBook } from './alarms'
import { createClock, type Clock } from './clock'
import { createDemo, type Demo } from './demo'
import { createLive, type Live } from './live'
import { createPlaces, type Places } from './places'
import { createReadings, type Readings } from './readings'
import { createSession, type Session } from './session'

/** Everything that pages and components know of the world, made once in `main.ts`. */
export interface Console {
  gateway: Gateway
  session: Session
  clock: Clock
  alarms: AlarmBook
  readings: Readings
  places: Places
  live: Live
  demo: Demo
}

export function createConsole(gateway: Gateway, openSocket: (events: LiveEvents) => LiveSocket): Console {
  const session = createSession(gateway)
  const clock = createClock()
  const alarms = createAlarmBook()
  const readings = createReadings()
  const places = createPlaces(gateway)
  const live = createLive({ openSocket, session, clock, alarms, readings })
  const demo = createDemo(gateway, live)
  return { gateway, session, clock, alarms, readings, places, live, demo }
}

export const consoleKey: InjectionKey<Console> = Symbol('console')

export function useConsole(): Console {
  const found = inject(consoleKey)
  if (!found) throw new Error('no console was provided')
  return found
}
