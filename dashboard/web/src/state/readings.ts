import { shallowRef, type ShallowRef } from 'vue'
import type { DeviceReading, LatestValue } from '@/api/types'
import { coalesce } from './coalesce'

export type LatestValues = Readonly<Record<string, LatestValue>>

/** The newest values of the devices that a page looks at, as the live feed brings them. */
export interface Readings {
  readonly byDevice: Readonly<ShallowRef<ReadonlyMap<string, LatestValues>>>
  apply(items: DeviceReading[]): void
  clear(): void
}

/** Both together; of each metric the newer value. Buffered old readings never replace a fresh one. */
export function newest(values: LatestValues, others: LatestValues): LatestValues {
  const merged: Record<string, LatestValue> = { ...values }
  for (const [metric, other] of Object.entries(others)) {
    const mine = merged[metric]
    if (!mine || Date.parse(other.time) >= Date.parse(mine.time)) merged[metric] = other
  }
  return merged
}

export function createReadings(): Readings {
  const current = new Map<string, LatestValues>()
  const byDevice = shallowRef<ReadonlyMap<string, LatestValues>>(new Map())
  const publish = coalesce(() => (byDevice.value = new Map(current)))

  return {
    byDevice,
    apply(items) {
      for (const { device, time, values } of items) {
        const fresh = Object.entries(values).map(([metric, value]) => [metric, { value, time }] as const)
        current.set(device, newest(current.get(device) ?? {}, Object.fromEntries(fresh)))
      }
      publish.soon()
    },
    clear() {
      current.clear()
      publish.now()
    },
  }
}
