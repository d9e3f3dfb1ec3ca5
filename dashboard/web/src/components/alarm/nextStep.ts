import type { Alarm } from '@/api/types'

type Situation = Pick<Alarm, 'severity' | 'state' | 'latched' | 'active'>

/** The language file's word for what a person should do now; none for what is over. */
export function nextStep({ severity, state, latched, active }: Situation): string | undefined {
  const critical = severity === 'critical'
  switch (state) {
    case 'active-unacked':
      return critical ? 'alarm.steps.criticalActive' : 'alarm.steps.active'
    case 'active-acked':
      if (latched) return active ? 'alarm.steps.latchedActive' : 'alarm.steps.latchedGone'
      return critical ? 'alarm.steps.criticalAcked' : 'alarm.steps.acked'
    case 'returned-unacked':
      return critical ? 'alarm.steps.criticalReturned' : 'alarm.steps.returned'
    default:
      return undefined
  }
}

/** The same for what was declared a test or a drill. */
export function exerciseStep({ state }: Situation): string | undefined {
  if (state === 'closed') return undefined
  return state.endsWith('-unacked') ? 'alarm.steps.exercise' : 'alarm.steps.exerciseAcked'
}
