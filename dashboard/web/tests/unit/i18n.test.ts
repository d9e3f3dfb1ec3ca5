import { describe, expect, test } from 'vitest'
import { preferredLanguage } from '@/i18n'
import en from '@/i18n/en'
import zh from '@/i18n/zh'

/** `path → text` of a language file. */
function flat(table: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(table).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${path}${key}`, value] as const]
        : [...flat(value as object, `${path}${key}.`)],
    ),
  )
}

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const files = import.meta.glob<string>('../../src/**/*.{ts,vue}', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const sources = Object.entries(files)
  .filter(([path]) => !/i18n\/(zh|en)\.ts$/.test(path))
  .map(([, text]) => text)
  .join('\n')

/** Words chosen by a code of the gateway or by a choice of the page. */
const TABLES =
  /^(severity|state|deviceState|kind|verdict|falseCause|suppression|link|metric|chart|command|age|alarm\.(site|area)|boolean|device\.(battery|mains))(\.|$)/

describe('the language files', () => {
  test('have the same words in both languages', () => {
    expect([...flat(en).keys()]).toEqual([...flat(zh).keys()])
  })

  test('have the same blanks in both languages', () => {
    for (const [key, text] of flat(zh)) expect(blanks(flat(en).get(key) ?? ''), key).toEqual(blanks(text))
  })

  test('have no word that no page says', () => {
    const unsaid = [...flat(zh).keys()].filter((key) => !TABLES.test(key) && !sources.includes(`'${key}'`))
    expect(unsaid).toEqual([])
  })

  test('have every word that a page says', () => {
    const said = [...sources.matchAll(/\bt\('([\w.-]+)'/g)].map(([, key]) => key!)
    expect(said.filter((key) => !flat(zh).has(key))).toEqual([])
  })
})

describe('the language', () => {
  test.each([
    [null, ['zh-CN', 'en'], 'zh'],
    [null, ['zh-TW'], 'zh'],
    [null, ['en-GB', 'zh-CN'], 'en'],
    [null, ['fr'], 'en'],
    [null, [], 'en'],
    ['en', ['zh-CN'], 'en'],
    ['zh', ['en'], 'zh'],
    ['klingon', ['zh'], 'zh'],
  ])('remembered %s with a browser in %j is %s', (remembered, browser, language) => {
    expect(preferredLanguage(remembered, browser)).toBe(language)
  })
})
