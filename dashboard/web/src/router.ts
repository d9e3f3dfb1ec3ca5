import { createRouter, createWebHistory, type RouterHistory } from 'vue-router'
import WallPage from '@/pages/WallPage.vue'
import type { Session } from '@/state/session'

/** Every view has its address; a link shows the same to everybody who may see it. */
export function createConsoleRouter(session: Session, history: RouterHistory = createWebHistory()) {
  const router = createRouter({
    history,
    routes: [
      { path: '/', name: 'wall', component: WallPage },
      {
        path: '/login',
        name: 'login',
        component: () => import('@/pages/LoginPage.vue'),
        meta: { open: true },
      },
      { path: '/devices', name: 'devices', component: () => import('@/pages/DevicesPage.vue') },
      {
        path: '/devices/:id',
        name: 'device',
        component: () => import('@/pages/DevicePage.vue'),
        props: true,
      },
      { path: '/:anything(.*)*', name: 'missing', component: () => import('@/pages/MissingPage.vue') },
    ],
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
  })

  router.beforeEach(async (to) => {
    if (to.meta.open === true) return true
    // A gateway that does not answer is told on the page itself, see App.vue.
    if (!session.user.value) await session.load().catch(() => undefined)
    return session.user.value === null ? { name: 'login', query: { next: to.fullPath } } : true
  })

  return router
}
