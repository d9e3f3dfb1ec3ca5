import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import globals from 'globals'

export default defineConfigWithVueTs(
  { ignores: ['dist/**', 'node_modules/**'] },
  vue.configs['flat/recommended'],
  accessibility.configs['flat/recommended'],
  vueTsConfigs.recommendedTypeChecked,
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs', 'vite.config.ts'],
    extends: [vueTsConfigs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    rules: {
      'max-lines': ['error', 400],
      'no-console': 'off',
      eqeqeq: 'error',
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      // Composables are made to be taken apart, and none of ours uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      // A dialog and a login page have one field that is wanted first.
      'vuejs-accessibility/no-autofocus': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
    },
  },
  {
    // A socket or a request is never a side effect of an import: only src/api speaks to the network.
    files: ['src/**/*.{ts,vue}'],
    ignores: ['src/api/**'],
    rules: { 'no-restricted-globals': ['error', 'fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource'] },
  },
  prettier,
)
