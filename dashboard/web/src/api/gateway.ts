import { http, query } from './http'
import type { About, Device, HistoryAnswer, Page, Site, User } from './types'

const at = (folder: string, id: string) => `/api/v1/${folder}/${encodeURIComponent(id)}`

/** What a person may do to an alarm from the list. */
export type AlarmCommand =
  'acknowledge' | 'reset' | 'close' | 'verdict' | 'shelve' | 'unshelve' | 'assign' | 'note'

export const verdicts = [
  'confirmed-fire',
  'false-alarm',
  'test',
  'drill',
  'maintenance',
  'unverified',
] as const
export const falseCauses = ['cooking', 'steam', 'dust', 'insects', 'device-fault', 'other'] as const

/** What goes with a command; the gateway says what is missing. */
export interface CommandBody {
  note?: string
  verdict?: string
  cause?: string
  /** ISO-8601 */
  until?: string
  reason?: string
  /** null: nobody */
  user?: string | null
}

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
  commandAlarm: (id: string, command: AlarmCommand, body: CommandBody) =>
    http.post<unknown>(`${at('alarms', id)}/${command}`, body),

  device: (id: string) => http.get<Device>(at('devices', id)),
  devices: (filter: { q?: string; state?: string; limit: number; cursor?: string }, signal?: AbortSignal) =>
    http.get<Page<Device>>(`/api/v1/devices${query(filter)}`, signal),
  site: (id: string) => http.get<Site>(at('sites', id)),

  history: (question: HistoryQuestion, signal?: AbortSignal) =>
    http.get<HistoryAnswer>(`/api/v1/history${query({ ...question })}`, signal),
}

export type Gateway = typeof gateway
