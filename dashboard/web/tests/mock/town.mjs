/** A small town in the contract's JSON, around a given instant. */

const ago = (now, seconds) => new Date(now - seconds * 1000).toISOString()

const noClock = {
  ...{ device: null, received: null, journaled: null, raised: null, sent: null, painted: null },
  ...{ acknowledged: null, confirmed: null, forwarded: null, returned: null, closed: null },
}

/** An alarm raised `seconds` before `now`; `change` replaces fields. */
export function alarm(now, seconds, change) {
  const at = ago(now, seconds)
  return {
    ...{ id: `01J${change.rule}${seconds}`, subject: `device:${change.device}`, site: null, kind: 'smoke' },
    ...{ ruleVersion: 1, severity: 'critical', state: 'active-unacked', verdict: 'unverified' },
    ...{ late: false, test: false, active: true, stored: true, count: 1, parent: null, children: [] },
    ...{ title: { zh: '感烟火警', en: 'Smoke fire alarm' }, message: { zh: '', en: '' } },
    ...{ value: null, assignee: null, shelvedUntil: null, suppressed: null, notes: [] },
    ...{ cause: null, testBy: null, escalation: 0, version: 1 },
    ...change,
    latched: change.rule === 'smoke.fire',
    clock: { ...noClock, device: at, received: at, journaled: at, raised: at, sent: at, ...change.clock },
  }
}

export const fire = (now, seconds, change = {}) =>
  alarm(now, seconds, {
    ...{ device: 'sd-17', site: 's-3', rule: 'smoke.fire', value: { metric: 'fire', value: 1, unit: '' } },
    message: { zh: '探测器报告火警', en: 'The detector reports fire' },
    ...change,
  })

const low = (now, seconds, change = {}) =>
  alarm(now, seconds, {
    ...{ device: 'hy-4', site: 's-1', kind: 'hydrant', rule: 'hydrant.low', severity: 'major' },
    title: { zh: '消火栓压力低于 0.14 MPa', en: 'Low pressure' },
    value: { metric: 'pressure', value: 0.112, unit: 'MPa' },
    ...change,
  })

/** Some of everything that an alarm can be. */
export function openAlarms(now) {
  return [
    fire(now, 151, { escalation: 1 }),
    low(now, 1860, { count: 7 }),
    alarm(now, 620, {
      ...{
        device: 'ev-2',
        site: 's-2',
        kind: 'ev_charging',
        rule: 'charging.battery_hot',
        severity: 'major',
      },
      state: 'active-acked',
      title: { zh: '电池过热', en: 'Battery over-temperature' },
      value: { metric: 'battery_temperature', value: 53.4, unit: 'Cel' },
      notes: [{ time: ago(now, 300), user: '王芳', text: '已通知物业断电，正在等待降温' }],
    }),
    alarm(now, 95, {
      ...{
        device: 'sd-18',
        site: 's-3',
        rule: 'smoke.prealarm',
        severity: 'major',
        state: 'returned-unacked',
      },
      title: { zh: '烟雾浓度升高', en: 'Smoke rising' },
      value: { metric: 'smoke', value: 0.12, unit: 'dB/m' },
      ...{ test: true, testBy: 'device' },
    }),
    alarm(now, 9 * 86400, {
      ...{ device: 'sd-40', rule: 'device.offline', severity: 'minor' },
      title: { zh: '设备离线', en: 'Device offline' },
      ...{ suppressed: 'shelved', shelvedUntil: ago(now, -5400), assignee: '王芳' },
    }),
    alarm(now, 4000, {
      ...{ device: 'sd-41', site: 's-3', rule: 'device.late', severity: 'info', suppressed: 'maintenance' },
      title: { zh: '上报延迟', en: 'Reporting late' },
    }),
  ]
}

/** The fires that must look different from a plain one. */
export const strangeFires = (now) => [
  fire(now, 12, { stored: false }),
  fire(now, 40, {
    ...{ id: '01Jlate', device: 'sd-18', late: true, count: 3 },
    clock: { device: ago(now, 1240) },
  }),
  fire(now, 500, { id: '01Jtest', device: 'sd-41', test: true, testBy: 'site' }),
  fire(now, 300, { id: '01Jdrill', device: 'sd-40', site: null, state: 'active-acked', verdict: 'drill' }),
  fire(now, 800, {
    id: '01Jback',
    device: 'nowhere-9',
    site: null,
    state: 'returned-unacked',
    active: false,
  }),
]

export const sites = [
  { id: 's-1', name: '城西市场', address: '天台县赤城街道人民西路 118 号' },
  { id: 's-2', name: '水岸花园电动车棚', address: '天台县始丰街道滨江路 9 号' },
  { id: 's-3', name: '青山小区 3 号楼', address: '天台县赤城街道飞鹤路 26 号' },
]

function device(id, kind, site, name, location, state, lastSeen, latest) {
  return {
    ...{ id, kind, site, name, location, lat: 29.14, lon: 121.03, model: 'JTY-GD-930', profile: 'native' },
    ...{
      interval: kind === 'smoke' ? '24h' : '5m',
      power: 'battery',
      claimed: name !== null,
      gateway: false,
    },
    ...{ via: null, maintenanceUntil: null, attributes: {}, openAlarms: 0, rejectedLastDay: 0 },
    ...{ state, lastSeen, latest },
  }
}

export function devices(now) {
  const values = (seconds, found) =>
    Object.fromEntries(
      Object.entries(found).map(([metric, value]) => [metric, { value, time: ago(now, seconds) }]),
    )
  const smoke = { smoke: 0.02, temperature: 22.5, battery: 91, signal: -71, fire: 0 }
  const named = [
    device(
      'sd-17',
      'smoke',
      's-3',
      '二楼走廊感烟探测器',
      '2F 东侧走廊',
      'online',
      ago(now, 3),
      values(3, { ...smoke, fire: 1 }),
    ),
    device(
      'sd-18',
      'smoke',
      's-3',
      '三楼走廊感烟探测器',
      '3F 东侧走廊',
      'online',
      ago(now, 60),
      values(60, smoke),
    ),
    device(
      'hy-4',
      'hydrant',
      's-1',
      '市场北门消火栓',
      '北门外 20 米',
      'online',
      ago(now, 41),
      values(41, { pressure: 0.112, temperature: 14.1, cap_open: 0 }),
    ),
    device(
      'ev-2',
      'ev_charging',
      's-2',
      '2 号充电桩',
      '车棚 B 区',
      'late',
      ago(now, 700),
      values(700, { battery_temperature: 53.4, power: 312, charging: 1 }),
    ),
    device('sd-40', 'smoke', null, null, null, 'lost', ago(now, 9 * 86400), values(9 * 86400, smoke)),
    device(
      'sd-41',
      'smoke',
      's-3',
      '一楼门厅感烟探测器',
      '1F 门厅',
      'offline',
      ago(now, 90000),
      values(90000, smoke),
    ),
    device('new-device-with-a-very-long-identifier-0001', 'unknown', null, null, null, 'never', null, {}),
  ]
  named[0].openAlarms = 1
  named[2].openAlarms = 1
  const rest = Array.from({ length: 113 }, (_, i) =>
    device(
      `sd-${100 + i}`,
      'smoke',
      's-3',
      `感烟探测器 ${100 + i}`,
      `${1 + (i % 18)}F`,
      'online',
      ago(now, i * 37),
      values(i * 37, smoke),
    ),
  )
  return [...named, ...rest]
}

export function summary(now, alarms, change = {}) {
  const open = alarms.filter((one) => one.state !== 'closed')
  return {
    ...{ devices: 120, online: 116, openAlarms: open.length, lastReadingAt: ago(now, 2), problems: [] },
    ...{ flood: false, suppressed: {} },
    critical: open.filter((one) => one.severity === 'critical').length,
    unacknowledged: open.filter((one) => one.state.endsWith('-unacked')).length,
    serverTime: new Date(now).toISOString(),
    demo: Boolean(process.env.DEMO),
    ...change,
  }
}
