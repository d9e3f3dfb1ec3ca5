import { describe, expect, test } from 'vitest'
import { ageParts, elapsed } from '@/i18n/format'

describe('elapsed', () => {
  test.each([
    [0, '00:00'],
    [-5_000, '00:00'],
    [151_000, '02:31'],
    [3_600_000, '1:00:00'],
    [9 * 86_400_000 + 3_723_000, '9 d 01:02'],
  ])('shows %d ms as %s', (ms, text) => expect(elapsed(ms, 'd')).toBe(text))
})

describe('ageParts', () => {
  test.each([
    [59_999, 'seconds', 59],
    [60_000, 'minutes', 1],
    [47 * 3_600_000, 'hours', 47],
    [48 * 3_600_000, 'days', 2],
    [-3_000, 'seconds', 0],
  ])('says %d ms in %s', (ms, unit, n) => expect(ageParts(ms)).toEqual({ unit, n }))
})
