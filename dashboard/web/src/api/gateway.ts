import { http, query } from './http'
import type { About, Device, HistoryAnswer, Page, Site, User } from './types'

const at = (folder: string, id: string) => `/api/v1/${folder}/${encodeURIComponent(id)}`

/** What a person may do to an alarm from the list. */
export type AlarmCommand = 'acknowledge' | 'reset' | 'close'

export interface HistoryQuestion {
  device: string
  metric: string
  from: string
  to: string
  window: string
  aggregate: 'mean' | 'max'
}

/** Every call of the gateway that this console makes. Each rejects with an `ApiError`. */
export const gateway = {
  /** The one question that needs no login. */
  about: () => http.get<About>('/api/v1/about'),

  /** The person logged in; rejects with 401 when nobody is. */
  whoAmI: () => http.get<User>('/api/v1/session'),
  login: (username: string, password: string) => http.post<User>('/api/v1/session', { username, password }),
  logout: () => http.delete('/api/v1/session'),

  /** 409 with the reason when the alarm's state forbids it. */
  commandAlarm: (id: string, command: AlarmCommand, note: string) =>
    http.post<unknown>(`${at('alarms', id)}/${command}`, { note }),

  device: (id: string) => http.get<Device>(at('devices', id)),
  devices: (filter: { q?: string; state?: string; limit: number; cursor?: string }, signal?: AbortSignal) =>
    http.get<Page<Device>>(`/api/v1/devices${query(filter)}`, signal),
  site: (id: string) => http.get<Site>(at('sites', id)),

  history: (question: HistoryQuestion, signal?: AbortSignal) =>
    http.get<HistoryAnswer>(`/api/v1/history${query({ ...question })}`, signal),
}

export type Gateway = typeof gateway
