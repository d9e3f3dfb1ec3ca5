import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/**
 * Calls `painted` once when the element has really been on the screen: inside the window, on a visible tab, and after
 * the frame that shows it. A row below the edge or in a tab behind another has been painted for nobody.
 */
export function whenPainted(element: Readonly<Ref<HTMLElement | null>>, painted: () => void) {
  let observer: IntersectionObserver | undefined

  onMounted(() => {
    if (!element.value) return
    observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting) || document.visibilityState !== 'visible') return
      observer?.disconnect()
      // The observer runs before its frame is painted, the next frame's callback after that.
      requestAnimationFrame(painted)
    })
    observer.observe(element.value)
    document.addEventListener('visibilitychange', observeAgain)
  })
  onBeforeUnmount(stop)

  function observeAgain() {
    if (!element.value || document.visibilityState !== 'visible') return
    observer?.unobserve(element.value)
    observer?.observe(element.value)
  }

  function stop() {
    observer?.disconnect()
    document.removeEventListener('visibilitychange', observeAgain)
  }
}
