import { computed } from 'vue'
import { useFormat } from '@/i18n/format'
import { useConsole } from '@/state/console'

/** A moment of this machine's clock as time and age, moving with the page's clock. */
export function useLocalSince(at: () => number) {
  const { clock } = useConsole()
  const { time, age } = useFormat()
  const now = computed(() => {
    void clock.now.value // moves once a second
    return Date.now()
  })
  const since = computed(() => ({ time: time(at(), now.value), age: age(now.value - at()) }))
  return { now, since }
}
