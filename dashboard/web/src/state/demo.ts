import { computed, ref, type ComputedRef } from 'vue'
import type { Gateway } from '@/api/gateway'
import type { Live } from './live'

export interface Demo {
  /** Everything that is shown is invented. The live feed knows best; before anyone has logged in the gateway is asked. */
  readonly shown: ComputedRef<boolean>
  /** Asks the gateway; one that does not answer is told on the page itself. */
  load(): Promise<void>
}

export function createDemo(gateway: Gateway, live: Live): Demo {
  const told = ref(false)
  return {
    shown: computed(() => live.summary.value?.demo ?? told.value),
    async load() {
      await gateway.about().then(
        (about) => (told.value = about.demo === true),
        () => undefined,
      )
    },
  }
}
