/** What went wrong with a request. `status` 0: no answer came (network cut, gateway down, time out). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** the gateway's own words, or '' */
    readonly reason: string,
  ) {
    super(`${status} ${reason}`)
    this.name = 'ApiError'
  }
}

const TIMEOUT_MS = 10_000

async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  const { detail, title } = (body ?? {}) as { detail?: unknown; title?: unknown }
  const reason = [detail, title].find((text) => typeof text === 'string' && text !== '')
  return new ApiError(response.status, typeof reason === 'string' ? reason : '')
}

async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(TIMEOUT_MS)
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? { Accept: 'application/json' } : jsonHeaders,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError(0, '')
  }
  if (!response.ok) throw await problemOf(response)
  const text = await response.text()
  if (text === '') return undefined as T
  try {
    return JSON.parse(text) as T
  } catch {
    // A proxy's or another program's page instead of the gateway's JSON.
    throw new ApiError(response.status, 'not JSON')
  }
}

const jsonHeaders = { Accept: 'application/json', 'Content-Type': 'application/json' }

export const http = {
  get: <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, undefined, signal),
  post: <T>(path: string, body: unknown) => request<T>('POST', path, body),
  delete: (path: string) => request<void>('DELETE', path),
}

/** `?a=1&b=2` of the parameters that have a value, or ''. */
export function query(parameters: Record<string, string | number | undefined | null>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
