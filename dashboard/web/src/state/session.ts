import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Gateway } from '@/api/gateway'
import { ApiError } from '@/api/http'
import type { User } from '@/api/types'

export interface Session {
  /** undefined: not asked yet; null: nobody is logged in */
  readonly user: Readonly<ShallowRef<User | null | undefined>>
  /** nobody is logged in any more, and not because somebody logged out */
  readonly expired: Readonly<Ref<boolean>>
  /** may acknowledge, reset and close */
  readonly mayAct: ComputedRef<boolean>
  /** Asks the gateway who is logged in. Rejects when it does not answer. */
  load(): Promise<void>
  login(username: string, password: string): Promise<void>
  logout(): Promise<void>
  /** Looks at a failed request: after a 401 nobody is logged in any more. Returns true in that case. */
  endedBy(failure: unknown): boolean
}

export function createSession(gateway: Gateway): Session {
  const user = shallowRef<User | null>()
  const expired = ref(false)

  function endedBy(failure: unknown) {
    const ended = failure instanceof ApiError && failure.status === 401
    if (ended) {
      expired.value ||= Boolean(user.value)
      user.value = null
    }
    return ended
  }

  return {
    user,
    expired,
    mayAct: computed(() => user.value?.role === 'admin' || user.value?.role === 'duty'),
    async load() {
      try {
        user.value = await gateway.whoAmI()
      } catch (failure) {
        if (!endedBy(failure)) throw failure
      }
    },
    async login(username, password) {
      user.value = await gateway.login(username, password)
      expired.value = false
    },
    async logout() {
      await gateway.logout()
      user.value = null
    },
    endedBy,
  }
}
