import type { AlarmState, DeviceState, Severity } from '@/api/types'

/**
 * The one mapping from a condition to colour and shape; its word is `<table>.<code>` of the language files.
 * Each code has its own shape, so that colour is never the only sign.
 */
export interface Sign {
  /** a colour token of `style.css` */
  colour: string
  shape: Shape
}

export type Shape = keyof typeof SHAPES

/** SVG paths in a 24 × 24 box, filled by the even-odd rule. */
export const SHAPES = {
  fire: 'M8 1h8l7 7v8l-7 7H8l-7-7V8zM12.4 4.5c.6 3-3.9 5.2-4.3 9.1-.3 3 1.7 5.4 4.1 5.4 2.6 0 4.4-2.2 4.1-4.9-.2-1.8-1.2-2.9-1.9-3.7-.2 1.3-.8 2-1.5 2.3.6-2.8.6-6-0.5-8.2z',
  triangle: 'M12 1.5 23.5 21.5H.5zM10.9 8.5h2.2v6.5h-2.2zM10.9 16.7h2.2v2.2h-2.2z',
  square: 'M2 2h20v20H2zM6 10.5h12v3H6z',
  circle: 'M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22zM10.9 6h2.2v2.2h-2.2zM10.9 10h2.2v8h-2.2z',
  bell: 'M12 2a2 2 0 0 1 2 2c2.9.9 4.5 3.4 4.5 6.5V16l2.5 2.5v1H3v-1L5.5 16v-5.5C5.5 7.4 7.1 4.9 10 4a2 2 0 0 1 2-2zM9.5 20.5h5a2.5 2.5 0 0 1-5 0z',
  check: 'M9.2 19.5 2 12.3l2.3-2.3 4.9 4.9L19.7 4.5 22 6.8z',
  returned: 'M9 4 2 10.5 9 17v-4.5h6a3 3 0 0 1 0 6h-3V22h3a6.5 6.5 0 0 0 0-13H9z',
  closed: 'M3 10.5h18v3H3z',
  dot: 'M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z',
  ring: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 7a5 5 0 1 1 0 10 5 5 0 0 1 0-10z',
  half: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 7a5 5 0 0 1 0 10z',
  cross: 'M5.3 3 12 9.7 18.7 3 21 5.3 14.3 12 21 18.7 18.7 21 12 14.3 5.3 21 3 18.7 9.7 12 3 5.3z',
  hourglass: 'M5 2h14v4l-5 6 5 6v4H5v-4l5-6-5-6zM8 5l4 4.8L16 5z',
} as const

export const severitySigns: Record<Severity, Sign> = {
  critical: { colour: 'var(--critical)', shape: 'fire' },
  major: { colour: 'var(--major)', shape: 'triangle' },
  minor: { colour: 'var(--minor)', shape: 'square' },
  info: { colour: 'var(--info)', shape: 'circle' },
}

export const stateSigns: Record<AlarmState, Sign> = {
  'active-unacked': { colour: 'var(--strong)', shape: 'bell' },
  'active-acked': { colour: 'var(--quiet)', shape: 'check' },
  'returned-unacked': { colour: 'var(--strong)', shape: 'returned' },
  closed: { colour: 'var(--quiet)', shape: 'closed' },
}

export const deviceSigns: Record<DeviceState, Sign> = {
  never: { colour: 'var(--quiet)', shape: 'ring' },
  online: { colour: 'var(--quiet)', shape: 'dot' },
  late: { colour: 'var(--info)', shape: 'half' },
  offline: { colour: 'var(--minor)', shape: 'ring' },
  lost: { colour: 'var(--major)', shape: 'cross' },
}

export const linkSigns: Record<'live' | 'connecting' | 'stale' | 'disconnected', Sign> = {
  live: { colour: 'var(--quiet)', shape: 'dot' },
  connecting: { colour: 'var(--quiet)', shape: 'hourglass' },
  stale: { colour: 'var(--major)', shape: 'half' },
  disconnected: { colour: 'var(--major)', shape: 'cross' },
}

/** For a code that this console does not know yet: visible, and not calmer than it may be. */
export const signOf = <Code extends string>(signs: Record<Code, Sign>, code: string): Sign =>
  (signs as Record<string, Sign>)[code] ?? { colour: 'var(--strong)', shape: 'triangle' }
