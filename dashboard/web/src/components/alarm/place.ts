import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Alarm } from '@/api/types'
import { useConsole } from '@/state/console'

/** Where an alarm is, from the widest word to the narrowest; falls back to ids until the names are known. */
export function usePlace(alarm: () => Alarm) {
  const { places } = useConsole()
  const { t } = useI18n()

  const parts = computed(() => {
    const place = places.of(alarm())
    const [scope, id] = alarm().subject.split(/:(.*)/s)
    const named = scope === 'site' || scope === 'area' ? `${t(`alarm.${scope}`)} ${id}` : null
    const device = place.deviceName ?? place.device
    return {
      wide: [place.siteName ?? place.site, place.location].filter((part) => part !== null && part !== ''),
      device: device ?? named ?? alarm().subject,
      address: place.address,
    }
  })
  /** What is read from afar. */
  const headline = computed(() => {
    const { wide, device } = parts.value
    return wide.length > 0 ? wide.join(' · ') : device
  })
  /** The rest, if any. */
  const detail = computed(() => {
    const { wide, device, address } = parts.value
    return [address, wide.length > 0 ? device : null]
      .filter((part) => part !== null && part !== '')
      .join(' · ')
  })
  return { headline, detail }
}
