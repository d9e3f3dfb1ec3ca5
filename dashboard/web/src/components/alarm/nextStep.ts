import type { Alarm } from '@/api/types'

/** The language file's word for what a person should do now; none for what is over. */
export function nextStep({ severity, state }: Pick<Alarm, 'severity' | 'state'>): string | undefined {
  const critical = severity === 'critical'
  switch (state) {
    case 'active-unacked':
      return critical ? 'alarm.steps.criticalActive' : 'alarm.steps.active'
    case 'active-acked':
      return critical ? 'alarm.steps.criticalAcked' : 'alarm.steps.acked'
    case 'returned-unacked':
      return critical ? 'alarm.steps.criticalReturned' : 'alarm.steps.returned'
    default:
      return undefined
  }
}
