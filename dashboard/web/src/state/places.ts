import { shallowReactive } from 'vue'
import type { Gateway } from '@/api/gateway'
import type { Alarm, Device, Site } from '@/api/types'

/** Where something is, as far as it is known yet. */
export interface Place {
  device: string | null
  deviceName: string | null
  location: string | null
  site: string | null
  siteName: string | null
  address: string | null
}

/** Names and places of the devices and sites that alarms speak of: an alarm carries only their ids. */
export interface Places {
  /** What is known now, without waiting; asks the gateway for what is not. Reactive. */
  of(alarm: Pick<Alarm, 'device' | 'site'>): Place
  clear(): void
}

/** A storm of alarms must not become a storm of requests. */
const REQUESTS_AT_A_TIME = 4
const ASK_AGAIN_MS = 60_000

type Known<T> = T | 'asked' | 'unknown'

export function createPlaces(gateway: Gateway): Places {
  const devices = shallowReactive(new Map<string, Known<Device>>())
  const sites = shallowReactive(new Map<string, Known<Site>>())
  const waiting: (() => Promise<void>)[] = []
  let running = 0

  function lookUp<T>(known: Map<string, Known<T>>, id: string | null, ask: (id: string) => Promise<T>) {
    if (id === null) return null
    const found = known.get(id)
    if (found === undefined) {
      // Not while rendering: a render that changes what it reads would run again.
      queueMicrotask(() => request(known, id, ask))
      return null
    }
    return found === 'asked' || found === 'unknown' ? null : found
  }

  function request<T>(known: Map<string, Known<T>>, id: string, ask: (id: string) => Promise<T>) {
    if (known.has(id)) return
    known.set(id, 'asked')
    waiting.push(async () => {
      try {
        known.set(id, await ask(id))
      } catch {
        // The alarm shows the id instead; the name is asked for again later.
        known.set(id, 'unknown')
        setTimeout(() => known.delete(id), ASK_AGAIN_MS)
      }
    })
    next()
  }

  function next() {
    if (running >= REQUESTS_AT_A_TIME) return
    const work = waiting.shift()
    if (!work) return
    running += 1
    void work().finally(() => {
      running -= 1
      next()
    })
  }

  return {
    of(alarm) {
      const device = lookUp(devices, alarm.device, gateway.device)
      const siteId = alarm.site ?? device?.site ?? null
      const site = lookUp(sites, siteId, gateway.site)
      return {
        device: alarm.device,
        deviceName: device?.name ?? null,
        location: device?.location ?? null,
        site: siteId,
        siteName: site?.name ?? null,
        address: site?.address ?? null,
      }
    },
    clear() {
      waiting.length = 0
      devices.clear()
      sites.clear()
    },
  }
}
