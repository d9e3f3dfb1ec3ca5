import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { coalesce } from '@/state/coalesce'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('runs the first call at once and gathers the next ones', () => {
  const work = vi.fn()
  const coalesced = coalesce(work)
  coalesced.soon()
  expect(work).toHaveBeenCalledTimes(1)
  for (let i = 0; i < 20; i++) coalesced.soon()
  expect(work).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(100)
  expect(work).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(1_000)
  expect(work).toHaveBeenCalledTimes(2)
})

test('runs what may not wait now, and not a second time', () => {
  const work = vi.fn()
  const coalesced = coalesce(work)
  coalesced.soon()
  coalesced.soon()
  coalesced.now()
  vi.advanceTimersByTime(1_000)
  expect(work).toHaveBeenCalledTimes(2)
})
