import type { Alarm, Summary } from '@/api/types'

export const NOW = Date.parse('2026-03-09T03:12:45.000Z')
export const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()

/** An unacknowledged fire raised `seconds` ago. */
export function anAlarm(change: Partial<Alarm> = {}, seconds = 60): Alarm {
  const none = {
    painted: null,
    acknowledged: null,
    confirmed: null,
    forwarded: null,
    returned: null,
    closed: null,
  }
  const at = ago(seconds)
  return {
    id: 'a1',
    subject: 'device:sd-17',
    device: 'sd-17',
    site: null,
    kind: 'smoke',
    rule: 'smoke.fire',
    ruleVersion: 1,
    severity: 'critical',
    state: 'active-unacked',
    verdict: 'unverified',
    cause: null,
    active: true,
    latched: true,
    late: false,
    test: false,
    testBy: null,
    stored: true,
    count: 1,
    parent: null,
    children: [],
    title: { zh: '感烟火警', en: 'Smoke fire alarm' },
    message: { zh: '', en: '' },
    value: null,
    clock: { device: at, received: at, journaled: at, raised: at, sent: at, ...none },
    assignee: null,
    shelvedUntil: null,
    suppressed: null,
    escalation: 0,
    notes: [],
    ...change,
  }
}

export function aSummary(change: Partial<Summary> = {}): Summary {
  return {
    devices: 12,
    online: 11,
    openAlarms: 0,
    critical: 0,
    unacknowledged: 0,
    flood: false,
    suppressed: {},
    lastReadingAt: ago(2),
    problems: [],
    serverTime: ago(0),
    demo: false,
    ...change,
  }
}
