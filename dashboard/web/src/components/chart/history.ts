import type { HistoryPoint } from '@/api/types'

export const SPANS = ['1h', '24h', '7d', '30d'] as const
export type Span = (typeof SPANS)[number]
export const isSpan = (text: unknown): text is Span => SPANS.includes(text as Span)

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export interface SpanOptions {
  ms: number
  /** length of one window: about a thousand of them make the span */
  every: { n: number; unit: 'seconds' | 'minutes' }
  /** how often a new answer is worth asking for */
  renewMs: number
}

export const SPAN: Record<Span, SpanOptions> = {
  '1h': { ms: HOUR, every: { n: 4, unit: 'seconds' }, renewMs: 10_000 },
  '24h': { ms: 24 * HOUR, every: { n: 90, unit: 'seconds' }, renewMs: 90_000 },
  '7d': { ms: 7 * 24 * HOUR, every: { n: 10, unit: 'minutes' }, renewMs: 10 * MINUTE },
  '30d': { ms: 30 * 24 * HOUR, every: { n: 45, unit: 'minutes' }, renewMs: 45 * MINUTE },
}

/** The window as the gateway is asked for it: `90s`, `10m`. */
export const windowOf = ({ every }: SpanOptions) => `${every.n}${every.unit === 'seconds' ? 's' : 'm'}`

/** A silence this many times longer than usual is a gap, and a gap is not bridged by a line. */
const GAP = 3

/**
 * Points as they are drawn: windows without data are left out, and a null stands where the device was silent. A window
 * is often shorter than the device's interval, so an empty one alone is no gap.
 */
export function drawn(points: readonly HistoryPoint[]): HistoryPoint[] {
  const known = points.filter(([, value]) => value !== null)
  const distances = known.slice(1).map(([at], i) => at - (known[i]?.[0] ?? at))
  const usual = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0
  return known.flatMap((point, i): HistoryPoint[] => {
    const distance = distances[i] ?? 0
    return distance > GAP * usual ? [point, [point[0] + usual, null]] : [point]
  })
}

/** Smallest and largest value; undefined without points. */
export function range(points: readonly HistoryPoint[]): { min: number; max: number } | undefined {
  const values = points.map(([, value]) => value).filter((value) => value !== null)
  if (values.length === 0) return undefined
  return values.reduce(
    (found, value) => ({ min: Math.min(found.min, value), max: Math.max(found.max, value) }),
    { min: Infinity, max: -Infinity },
  )
}
