import { ref, type Ref } from 'vue'

/** An age shown on the screen is measured with the gateway's clock, because a duty-room PC's may be wrong. */
export interface Clock {
  /** the gateway's time, epoch milliseconds, moving once a second */
  readonly now: Readonly<Ref<number>>
  /** Takes the gateway's time as told by its last message. */
  sync(serverTime: string): void
  start(): void
  stop(): void
}

/** Below this the difference is the network's, and following it would make seconds jump. */
const TOLERANCE_MS = 1_000

export function createClock(): Clock {
  let offset = 0
  let timer: ReturnType<typeof setInterval> | undefined
  const now = ref(Date.now())
  const tick = () => (now.value = Date.now() + offset)

  return {
    now,
    sync(serverTime) {
      const difference = Date.parse(serverTime) - Date.now()
      if (Number.isNaN(difference) || Math.abs(difference - offset) < TOLERANCE_MS) return
      offset = difference
      tick()
    },
    start() {
      timer ??= setInterval(tick, 1_000)
    },
    stop() {
      clearInterval(timer)
      timer = undefined
    },
  }
}
