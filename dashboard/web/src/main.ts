import { createApp } from 'vue'
import { gateway } from '@/api/gateway'
import { openLiveSocket } from '@/api/liveSocket'
import { i18n, startLanguage } from '@/i18n'
import { consoleKey, createConsole } from '@/state/console'
import App from './App.vue'
import { createConsoleRouter } from './router'
import './style.css'

const console = createConsole(gateway, openLiveSocket)

startLanguage()
createApp(App).use(i18n).use(createConsoleRouter(console.session)).provide(consoleKey, console).mount('#app')
