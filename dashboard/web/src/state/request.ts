import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { useConsole } from './console'

export interface Request<T> {
  /** the newest answer to the present question */
  readonly answer: Readonly<ShallowRef<T | undefined>>
  /** why there is none, or why it could not be renewed */
  readonly failure: Readonly<ShallowRef<unknown>>
  /** Asks again; the old answer stays until the new one is here. */
  renew(): void
}

/**
 * Asks the gateway whenever `question` changes; an answer to an older question is never shown. A 401 ends the session,
 * which leads to the login page.
 */
export function useRequest<Q, T>(
  question: () => Q,
  ask: (question: Q, signal: AbortSignal) => Promise<T>,
): Request<T> {
  const { session } = useConsole()
  const answer = shallowRef<T>()
  const failure = shallowRef<unknown>()
  let running: AbortController | undefined

  async function send(asked: Q) {
    running?.abort()
    const mine = (running = new AbortController())
    try {
      const found = await ask(asked, mine.signal)
      if (mine.signal.aborted) return
      answer.value = found
      failure.value = undefined
    } catch (problem) {
      if (!mine.signal.aborted && !session.endedBy(problem)) failure.value = problem
    }
  }

  watch(
    question,
    (asked) => {
      answer.value = undefined
      failure.value = undefined
      void send(asked)
    },
    { immediate: true, deep: true },
  )
  onScopeDispose(() => running?.abort())

  return { answer, failure, renew: () => void send(question()) }
}
