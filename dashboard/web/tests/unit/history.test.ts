import { expect, test } from 'vitest'
import { drawn, range, SPAN, SPANS, windowOf } from '@/components/chart/history'

test('asks for about a thousand points in every span', () => {
  for (const span of SPANS) {
    const { ms, every } = SPAN[span]
    const points = ms / (every.n * (every.unit === 'seconds' ? 1_000 : 60_000))
    expect(points).toBeGreaterThanOrEqual(900)
    expect(points).toBeLessThanOrEqual(1_010)
  }
  expect(SPANS.map((span) => windowOf(SPAN[span]))).toEqual(['4s', '90s', '10m', '45m'])
})

test('draws one line through a device that reports less often than the windows are long', () => {
  const points = [0, 10, 20, 30, 40].map((at) => [at, at % 20 === 0 ? 1 : null] as [number, number | null])
  expect(drawn(points)).toEqual([
    [0, 1],
    [20, 1],
    [40, 1],
  ])
})

test('does not bridge a silence with a line', () => {
  expect(
    drawn([
      [0, 1],
      [10, 1],
      [20, 1],
      [90, 2],
      [100, 2],
    ]),
  ).toEqual([
    [0, 1],
    [10, 1],
    [20, 1],
    [30, null],
    [90, 2],
    [100, 2],
  ])
})

test('draws nothing from nothing, and one point from one', () => {
  expect(drawn([])).toEqual([])
  expect(drawn([[5, null]])).toEqual([])
  expect(drawn([[5, 1]])).toEqual([[5, 1]])
})

test('finds the range of what is known', () => {
  expect(
    range([
      [0, 3],
      [1, null],
      [2, -1],
    ]),
  ).toEqual({ min: -1, max: 3 })
  expect(range([])).toBeUndefined()
})
