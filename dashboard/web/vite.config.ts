import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// `GATEWAY=http://127.0.0.1:8080 npm run dev` works on the page against a running gateway.
const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: true, // vue-router's and Naive UI's components use it
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    // ECharts is one lazily loaded chunk; scripts/budget.mjs holds the limit that matters.
    chunkSizeWarningLimit: 800,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: gateway, ws: true } },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/unit/**/*.test.ts'],
    restoreMocks: true,
    testTimeout: 30_000,
    // Naive UI ships files that Node cannot resolve by itself.
    server: { deps: { inline: ['naive-ui', 'vueuc', 'date-fns'] } },
  },
})
