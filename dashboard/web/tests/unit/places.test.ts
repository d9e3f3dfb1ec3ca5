import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, watchEffect } from 'vue'
import type { Gateway } from '@/api/gateway'
import type { Device, Site } from '@/api/types'
import { createPlaces, type Places } from '@/state/places'

let asked: string[]
let running: number
let mostAtOnce: number
let known: boolean
let places: Places

async function answer<T>(id: string, found: object): Promise<T> {
  asked.push(id)
  mostAtOnce = Math.max(mostAtOnce, ++running)
  await new Promise((resolve) => setTimeout(resolve, 10))
  running--
  if (!known) throw new Error('404')
  return { id, ...found } as T
}

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  running = mostAtOnce = 0
  known = true
  places = createPlaces({
    device: (id: string) => answer<Device>(id, { name: 'Detector', location: '2F', site: 's-1' }),
    site: (id: string) => answer<Site>(id, { name: 'Green Hill', address: '26 Feihe Road' }),
  } as Gateway)
})
afterEach(() => vi.useRealTimers())

test('knows the ids at once and the names later', async () => {
  const alarm = { device: 'sd-1', site: null }
  expect(places.of(alarm)).toMatchObject({ device: 'sd-1', deviceName: null })
  await vi.advanceTimersByTimeAsync(10)
  places.of(alarm)
  await vi.advanceTimersByTimeAsync(10)
  expect(places.of(alarm)).toMatchObject({ deviceName: 'Detector', location: '2F', siteName: 'Green Hill' })
})

test('asks for each once, and for four at a time in a storm', async () => {
  for (let round = 0; round < 3; round++)
    for (let i = 0; i < 20; i++) places.of({ device: `d${i}`, site: null })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked).toHaveLength(20)
  expect(mostAtOnce).toBe(4)
})

test('asks again by itself for what is shown: a minute later when it was not found, five when it was', async () => {
  known = false
  const shown = effectScope()
  shown.run(() => watchEffect(() => places.of({ device: 'd', site: null }), { flush: 'sync' }))
  await vi.advanceTimersByTimeAsync(59_000)
  expect(asked).toEqual(['d'])
  known = true
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toEqual(['d', 'd', 's-1'])
  await vi.advanceTimersByTimeAsync(299_000)
  expect(asked).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toHaveLength(5)
  shown.stop()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(asked).toHaveLength(5)
})
