import { shallowRef, type ShallowRef } from 'vue'
import type { Alarm, AlarmState, Severity } from '@/api/types'
import { coalesce } from './coalesce'

/** The open alarms, most urgent first. */
export interface AlarmBook {
  /** Includes those that have just closed, for a few seconds, so that nobody wonders where one went. */
  readonly listed: Readonly<ShallowRef<readonly Alarm[]>>
  /** Replaces everything. */
  snapshot(open: Alarm[]): void
  /** Takes one transition. */
  apply(alarm: Alarm): void
  clear(): void
}

const CLOSING_NOTE_MS = 5_000

const SEVERITY_RANK: Record<Severity, number> = { critical: 0, major: 1, minor: 2, info: 3 }
const STATE_RANK: Record<AlarmState, number> = {
  'active-unacked': 0,
  'returned-unacked': 1,
  'active-acked': 2,
  closed: 3,
}

// A severity that this console does not know yet must not hide at the end of the list.
const rank = (alarm: Alarm) => SEVERITY_RANK[alarm.severity] ?? 0
export const isUnacknowledged = (alarm: Alarm) => alarm.state.endsWith('-unacked')
/** A test or a drill, which must not be taken for the real thing. */
export const isExercise = (alarm: Alarm) => alarm.test || ['test', 'drill'].includes(alarm.verdict)

export const isRealFire = (alarm: Alarm) => alarm.severity === 'critical' && !isExercise(alarm)

/** Severity, real ones first, then unacknowledged first, then newest first. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return (
    rank(a) - rank(b) ||
    Number(isExercise(a)) - Number(isExercise(b)) ||
    (STATE_RANK[a.state] ?? 0) - (STATE_RANK[b.state] ?? 0) ||
    (b.clock.raised ?? '').localeCompare(a.clock.raised ?? '') ||
    b.id.localeCompare(a.id)
  )
}

export function createAlarmBook(): AlarmBook {
  const byId = new Map<string, Alarm>()
  const leaving = new Map<string, ReturnType<typeof setTimeout>>()
  const listed = shallowRef<readonly Alarm[]>([])
  const publish = coalesce(() => (listed.value = [...byId.values()].sort(byUrgency)))

  function stay(id: string) {
    clearTimeout(leaving.get(id))
    leaving.delete(id)
  }

  function remove(id: string) {
    stay(id)
    byId.delete(id)
  }

  function leaveLater(id: string) {
    const timer = setTimeout(() => {
      remove(id)
      publish.soon()
    }, CLOSING_NOTE_MS)
    leaving.set(id, timer)
  }

  function clear() {
    for (const id of [...byId.keys()]) remove(id)
    publish.now()
  }

  return {
    listed,
    snapshot(open) {
      for (const id of [...byId.keys()]) remove(id)
      for (const alarm of open) byId.set(alarm.id, alarm)
      publish.now()
    },
    apply(alarm) {
      const known = byId.has(alarm.id)
      stay(alarm.id)
      if (alarm.removed) remove(alarm.id)
      else if (alarm.state !== 'closed') byId.set(alarm.id, alarm)
      else if (known) {
        byId.set(alarm.id, alarm)
        leaveLater(alarm.id)
      }
      // Ten repaints a second carry a storm of lesser alarms; a fire waits for none of them.
      if (rank(alarm) === 0) publish.now()
      else publish.soon()
    },
    clear,
  }
}
