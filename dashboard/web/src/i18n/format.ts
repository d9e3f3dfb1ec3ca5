import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Language } from './index'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "02:31" below an hour, "5:02:31" below a day, then "3 d 05:02": the same width while it runs. */
export function elapsed(ms: number, dayWord: string): string {
  const total = Math.max(0, Math.floor(ms / SECOND))
  const pad = (n: number) => String(n).padStart(2, '0')
  const [days, hours, minutes, seconds] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3_600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  ]
  if (days > 0) return `${days} ${dayWord} ${pad(hours)}:${pad(minutes)}`
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${pad(minutes)}:${pad(seconds)}`
}

/** The largest unit that fits, and how many of it. */
export function ageParts(ms: number): { unit: 'seconds' | 'minutes' | 'hours' | 'days'; n: number } {
  if (ms < MINUTE) return { unit: 'seconds', n: Math.max(0, Math.floor(ms / SECOND)) }
  if (ms < HOUR) return { unit: 'minutes', n: Math.floor(ms / MINUTE) }
  if (ms < 2 * DAY) return { unit: 'hours', n: Math.floor(ms / HOUR) }
  return { unit: 'days', n: Math.floor(ms / DAY) }
}

const UNITS: Record<string, string> = { Cel: '°C', deg: '°', '1': '' }
export const unitSign = (unit: string) => UNITS[unit] ?? unit

const METRIC_UNITS: Record<string, string> = {
  battery: '%',
  signal: 'dBm',
  smoke: 'dB/m',
  temperature: 'Cel',
  co: 'ppm',
  contamination: '%',
  pressure: 'MPa',
  flow: 'L/s',
  tilt: 'deg',
  voltage: 'V',
  current: 'A',
  power: 'W',
  energy: 'kWh',
  residual_current: 'mA',
  plug_temperature: 'Cel',
  battery_temperature: 'Cel',
}
/** The contract's unit of a metric; '' for one without, and for one that the contract does not name. */
export const unitOf = (metric: string) => METRIC_UNITS[metric] ?? ''

const BOOLEANS = new Set([
  ...['fire', 'fault', 'tamper', 'test', 'silenced', 'cap_open', 'shock', 'leak', 'charging'],
])
export const isBoolean = (metric: string) => BOOLEANS.has(metric)

/** Metrics whose "yes" is abnormal. */
export const isAlarming = (metric: string, value: number) =>
  value === 1 && isBoolean(metric) && metric !== 'charging' && metric !== 'test'

/** Times, ages, numbers and names in the language of the page. */
export function useFormat() {
  const { t, te, locale } = useI18n()
  const tag = computed(() => (locale.value === 'zh' ? 'zh-CN' : 'en-GB'))
  const clock = computed(
    () =>
      new Intl.DateTimeFormat(tag.value, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hour12: false,
      }),
  )
  const full = computed(
    () => new Intl.DateTimeFormat(tag.value, { dateStyle: 'short', timeStyle: 'medium', hour12: false }),
  )
  const large = computed(() => new Intl.NumberFormat(tag.value, { maximumFractionDigits: 3 }))
  const small = computed(() => new Intl.NumberFormat(tag.value, { maximumSignificantDigits: 3 }))
  const number = (value: number) => (Math.abs(value) < 0.1 ? small : large).value.format(value)

  const age = (ms: number) => {
    const { unit, n } = ageParts(ms)
    return t(`age.${unit}`, { n })
  }

  /** The time of day, with the date when it is not the same day as `now`. */
  const time = (at: number, now: number) =>
    new Date(at).toDateString() === new Date(now).toDateString()
      ? clock.value.format(at)
      : full.value.format(at)

  const metricName = (metric: string) => (te(`metric.${metric}`) ? t(`metric.${metric}`) : metric)

  const quantity = (metric: string, value: number, unit = unitOf(metric)) => {
    if (isBoolean(metric)) return t(value === 0 ? 'boolean.no' : 'boolean.yes')
    const sign = unitSign(unit)
    return sign === '' ? number(value) : `${number(value)} ${sign}`
  }

  /** A code's word, or the code itself when this console does not know it yet. */
  const word = (table: string, code: string) => (te(`${table}.${code}`) ? t(`${table}.${code}`) : code)

  return { language: locale as Ref<Language>, clock, age, time, metricName, quantity, word }
}
