/**
 * The gateway's JSON, as the contract gives it. Times are ISO-8601 UTC with milliseconds.
 * A word that this console does not know yet (a new state, a new kind) is still a string: show it, never crash on it.
 */

export type Severity = 'critical' | 'major' | 'minor' | 'info'
export type AlarmState = 'active-unacked' | 'active-acked' | 'returned-unacked' | 'closed'
export type DeviceState = 'never' | 'online' | 'late' | 'offline' | 'lost'
export type Role = 'admin' | 'duty' | 'analyst' | 'viewer'
export type Language = 'zh' | 'en'

/** One text in both languages. */
export type Words = Record<Language, string>

export interface Note {
  time?: string
  user?: string
  text?: string
}

/** When the alarm reached each stage; null for a stage it has not reached. */
export interface AlarmClock {
  device: string | null
  received: string | null
  journaled: string | null
  raised: string | null
  sent: string | null
  painted: string | null
  acknowledged: string | null
  confirmed: string | null
  forwarded: string | null
  returned: string | null
  closed: string | null
}

export interface Alarm {
  id: string
  subject: string
  /** null when the subject is a site or an area */
  device: string | null
  site: string | null
  kind: string | null
  rule: string
  ruleVersion: number
  severity: Severity
  state: AlarmState
  verdict: string
  /** why it was a false alarm */
  cause: string | null
  /** the signal is still there */
  active: boolean
  /** stays until a person resets it, whatever the signal does */
  latched: boolean
  /** raised from data that was already old when it came */
  late: boolean
  test: boolean
  /** who declared the test: `device`, or `site` while that is in test mode */
  testBy: string | null
  /** false: raised in memory only, because the stores cannot take it */
  stored: boolean
  count: number
  parent: string | null
  children: string[]
  title: Words
  message: Words
  value: { metric: string; value: number; unit: string } | null
  clock: AlarmClock
  assignee: string | null
  shelvedUntil: string | null
  /** why it makes no sound: `shelved`, `maintenance`, `inhibited`, `flapping`, `storm`; never of a critical alarm */
  suppressed: string | null
  /** how often it has called for more people */
  escalation: number
  notes: Note[]
  /** only in a delta: this row is gone, it was merged into another */
  removed?: boolean
}

export interface Summary {
  devices: number
  online: number
  openAlarms: number
  critical: number
  unacknowledged: number
  /** alarms come faster than people can follow: those below critical are muted */
  flood: boolean
  /** how many open alarms are muted, by reason */
  suppressed: Record<string, number>
  lastReadingAt: string | null
  /** parts of the gateway that do not keep their promise now */
  problems: (Words & { code: string })[]
  serverTime: string
  /** everything that is shown is invented */
  demo: boolean
}

/** What a page must know before anyone has logged in. */
export interface About {
  /** everything that is shown is invented */
  demo: boolean
}

/** New values of one device at one instant. */
export interface DeviceReading {
  device: string
  time: string
  values: Record<string, number>
}

export type LiveMessage =
  | { type: 'snapshot'; seq: number; alarms: Alarm[]; summary: Summary }
  | { type: 'alarm'; seq: number; alarm: Alarm }
  | { type: 'readings'; items: DeviceReading[] }
  | { type: 'summary'; seq: number; summary: Summary }
  | { type: 'ping' }
  | { type: 'pong' }
  /** a request of ours that the gateway could not use */
  | { type: 'error'; message: string }

export type LiveRequest =
  | { type: 'subscribe'; devices: string[] }
  | { type: 'painted'; alarms: string[] }
  | { type: 'ping' }
  | { type: 'pong' }

export interface LatestValue {
  value: number
  time: string
}

export interface Device {
  id: string
  kind: string
  site: string | null
  name: string | null
  location: string | null
  model: string | null
  interval: string | null
  power: string | null
  claimed: boolean
  via: string | null
  state: DeviceState
  lastSeen: string | null
  latest: Record<string, LatestValue>
  openAlarms: number
  rejectedLastDay: number
}

export interface Site {
  id: string
  name: string | null
  address: string | null
}

export interface Page<T> {
  items: T[]
  next: string | null
  total: number
}

/** A point is [epoch milliseconds, value]; an empty window is null. */
export type HistoryPoint = [number, number | null]

export interface HistoryAnswer {
  series: { device: string; metric: string; unit: string; points: HistoryPoint[] }[]
  window: string | null
  aggregate: string | null
  next: string | null
}

export interface User {
  username: string
  role: Role
}
