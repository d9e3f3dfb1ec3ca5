/** At most this many repaints a second. */
const REPAINTS_PER_SECOND = 10

export interface Coalesced {
  /** Runs the work at once when the last run is long enough ago, otherwise once at the end of the interval. */
  soon(): void
  /** Runs the work now: for what nobody may wait for. */
  now(): void
}

/** Gathers calls, so that `work` runs at most ten times a second, the first time without delay. */
export function coalesce(work: () => void, everyMs = 1000 / REPAINTS_PER_SECOND): Coalesced {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = -Infinity

  function now() {
    clearTimeout(timer)
    timer = undefined
    last = performance.now()
    work()
  }

  function soon() {
    if (timer !== undefined) return
    const wait = last + everyMs - performance.now()
    if (wait <= 0) now()
    else timer = setTimeout(now, wait)
  }

  return { soon, now }
}
