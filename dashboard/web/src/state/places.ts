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
const MINUTE_MS = 60_000
/** What was found may be given another name, or another site. */
const RENEW_MS = 5 * MINUTE_MS

interface Known<T> {
  found: T | null
  /** ask again from here on, while it is still looked at */
  renewAt: number
}

export function createPlaces(gateway: Gateway): Places {
  const devices = shallowReactive(new Map<string, Known<Device>>())
  const sites = shallowReactive(new Map<string, Known<Site>>())
  const waiting: (() => Promise<void>)[] = []
  let running = 0

  function lookUp<T>(known: Map<string, Known<T>>, id: string | null, ask: (id: string) => Promise<T>) {
    if (id === null) return null
    const entry = known.get(id)
    // Not while rendering: a render that changes what it reads would run again.
    if (!entry || Date.now() >= entry.renewAt) queueMicrotask(() => request(known, id, ask))
    return entry?.found ?? null
  }

  function request<T>(known: Map<string, Known<T>>, id: string, ask: (id: string) => Promise<T>) {
    const before = known.get(id)
    if (before && Date.now() < before.renewAt) return
    const keep = (found: T | null, forMs: number) => known.set(id, { found, renewAt: Date.now() + forMs })
    keep(before?.found ?? null, MINUTE_MS)
    waiting.push(async () => {
      // Without an answer the alarm goes on showing what it has, or the id.
      const found = await ask(id).catch(() => null)
      const forMs = found ? RENEW_MS : MINUTE_MS
      const entry = keep(found ?? before?.found ?? null, forMs).get(id)
      // Wakes those who still show it; they ask again.
      setTimeout(() => entry && known.get(id) === entry && known.set(id, { ...entry }), forMs)
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
