import { createI18n } from 'vue-i18n'
import en from './en'
import zh from './zh'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const REMEMBERED = 'firegate.language'

/** The language chosen earlier on this machine, otherwise the browser's: Chinese or else English. */
export function preferredLanguage(remembered: string | null, browser: readonly string[]): Language {
  if (remembered === 'zh' || remembered === 'en') return remembered
  return browser[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'en',
  messages: { zh, en },
})

export function setLanguage(language: Language) {
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem(REMEMBERED, language)
}

/** Called once before the page is shown. */
export function startLanguage() {
  const language = preferredLanguage(localStorage.getItem(REMEMBERED), navigator.languages)
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
