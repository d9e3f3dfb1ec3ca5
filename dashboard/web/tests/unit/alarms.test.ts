import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createAlarmBook, type AlarmBook } from '@/state/alarms'
import { anAlarm, NOW } from './make'

let book: AlarmBook
const ids = () => book.listed.value.map((alarm) => alarm.id)

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  book = createAlarmBook()
})
afterEach(() => vi.useRealTimers())

describe('the alarm book', () => {
  test('puts fires first, then what nobody has acknowledged, then the newest', () => {
    book.snapshot([
      anAlarm({ id: 'info', severity: 'info' }),
      anAlarm({ id: 'old major', severity: 'major' }, 900),
      anAlarm({ id: 'new major', severity: 'major' }, 9),
      anAlarm({ id: 'acknowledged fire', state: 'active-acked' }, 1),
      anAlarm({ id: 'fire' }, 500),
      anAlarm({ id: 'acknowledged major', severity: 'major', state: 'active-acked' }, 1),
    ])
    expect(ids()).toEqual([
      'fire',
      'acknowledged fire',
      'new major',
      'old major',
      'acknowledged major',
      'info',
    ])
  })

  test('does not hide a severity that it does not know', () => {
    book.snapshot([
      anAlarm({ id: 'm', severity: 'major' }),
      anAlarm({ id: '?', severity: 'catastrophic' as never }),
    ])
    expect(ids()).toEqual(['?', 'm'])
  })

  test('shows a fire at once, however many other alarms have just come', () => {
    for (let i = 0; i < 50; i++) book.apply(anAlarm({ id: `m${i}`, severity: 'major' }))
    book.apply(anAlarm({ id: 'fire' }))
    expect(ids()[0]).toBe('fire')
  })

  test('repaints at most ten times a second in a storm of lesser alarms, and loses none', () => {
    let repaints = 0
    let last = book.listed.value
    for (let i = 0; i < 1000; i++) {
      book.apply(anAlarm({ id: `m${i}`, severity: 'minor' }))
      vi.advanceTimersByTime(1)
      if (book.listed.value !== last) repaints++
      last = book.listed.value
    }
    vi.advanceTimersByTime(100)
    expect(repaints).toBeLessThanOrEqual(11)
    expect(ids()).toHaveLength(1000)
  })

  test('keeps a closed alarm for five seconds, then lets it go', () => {
    book.snapshot([anAlarm()])
    book.apply(anAlarm({ state: 'closed' }))
    vi.advanceTimersByTime(4_999)
    expect(book.listed.value[0]?.state).toBe('closed')
    vi.advanceTimersByTime(101)
    expect(ids()).toEqual([])
  })

  test('keeps an alarm that opens again while it is leaving', () => {
    book.snapshot([anAlarm()])
    book.apply(anAlarm({ state: 'closed' }))
    book.apply(anAlarm({ state: 'active-unacked', count: 2 }))
    vi.advanceTimersByTime(60_000)
    expect(ids()).toEqual(['a1'])
  })

  test('does not list a closed alarm that was never open here', () => {
    book.apply(anAlarm({ state: 'closed' }))
    expect(ids()).toEqual([])
  })

  test('lets a removed alarm go at once', () => {
    book.snapshot([anAlarm(), anAlarm({ id: 'a2' })])
    book.apply(anAlarm({ removed: true }))
    expect(ids()).toEqual(['a2'])
  })

  test('forgets with a new snapshot what is no longer open', () => {
    book.snapshot([anAlarm(), anAlarm({ id: 'a2' })])
    book.snapshot([anAlarm({ id: 'a3' })])
    vi.advanceTimersByTime(60_000)
    expect(ids()).toEqual(['a3'])
  })
})
