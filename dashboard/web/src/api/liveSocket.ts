import type { LiveMessage, LiveRequest } from './types'

/** How the screen stands to the gateway. Times are this machine's epoch milliseconds. */
export type Link =
  | { condition: 'connecting' }
  | { condition: 'live' }
  /** connected, but nothing has come since `since` */
  | { condition: 'stale'; since: number }
  /** no connection since `since`; the next try is at `retryAt` */
  | { condition: 'disconnected'; since: number; attempt: number; retryAt: number }

export interface LiveSocket {
  /** Sends when connected and says so; otherwise drops, because a new connection starts from a fresh snapshot. */
  send(request: LiveRequest): boolean
  close(): void
}

export interface LiveEvents {
  message(message: LiveMessage): void
  link(link: Link): void
  /** The connection ended: is this person still logged in? Resolves false to stop for good. */
  mayReconnect(): Promise<boolean>
}

/** The gateway sends a summary each second. */
const STALE_AFTER_MS = 5_000
/** A half-open connection never closes by itself. */
const GIVE_UP_AFTER_MS = 12_000
const PING_EVERY_MS = 15_000
const LONGEST_PAUSE_MS = 10_000
/** The gateway's code for a client that read too slowly. */
const TOO_SLOW = 4008

/** Pause before the n-th try in a row (n from 1), in milliseconds: 0.5 s doubling up to 10 s. */
export const pauseBefore = (attempt: number) => Math.min(LONGEST_PAUSE_MS, 500 * 2 ** (attempt - 1))

const toLiveFeed = () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/live`)

/** undefined for what is no message: the connection is then not to be trusted. */
function parse(text: string): LiveMessage | undefined {
  try {
    return JSON.parse(text) as LiveMessage
  } catch {
    return undefined
  }
}

/** Keeps one connection to the live feed until `close()`, whatever happens to it. */
export function openLiveSocket(events: LiveEvents, connectTo: () => WebSocket = toLiveFeed): LiveSocket {
  let socket: WebSocket | undefined
  let closed = false
  let attempt = 0
  let lastHeard = Date.now()
  let lostSince: number | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  function connect() {
    retry = undefined
    lastHeard = Date.now()
    const mine = connectTo()
    socket = mine
    mine.onmessage = (event) => {
      if (socket === mine) heard(event.data as string)
    }
    mine.onclose = (event) => {
      if (socket === mine) void lost(event.code)
    }
  }

  function heard(text: string) {
    const message = parse(text)
    if (!message) return abandon()
    lastHeard = Date.now()
    if (message.type === 'snapshot') {
      attempt = 0
      lostSince = undefined
    }
    if (message.type === 'ping') send({ type: 'pong' })
    events.message(message)
    if (lostSince === undefined) events.link({ condition: 'live' })
  }

  async function lost(code: number) {
    socket = undefined
    lostSince ??= lastHeard
    // Once at once after 4008; a client that stays too slow must not hammer the gateway.
    attempt += 1
    const pause = code === TOO_SLOW && attempt === 1 ? 0 : pauseBefore(attempt)
    events.link({ condition: 'disconnected', since: lostSince, attempt, retryAt: Date.now() + pause })
    const [mayReconnect] = await Promise.all([events.mayReconnect(), sleep(pause)])
    if (closed) return
    if (mayReconnect) connect()
    else close()
  }

  /** Resolves after the pause, or as soon as the browser says that the network is back. */
  function sleep(ms: number) {
    return new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(retry)
        removeEventListener('online', done)
        resolve()
      }
      retry = setTimeout(done, ms)
      addEventListener('online', done)
    })
  }

  function watch() {
    if (!socket) return
    const silent = Date.now() - lastHeard
    if (silent >= GIVE_UP_AFTER_MS) abandon()
    else if (silent >= STALE_AFTER_MS && lostSince === undefined)
      events.link({ condition: 'stale', since: lastHeard })
  }

  /** Does not wait for the closing handshake of a peer that no longer answers. */
  function abandon() {
    const dead = socket
    socket = undefined
    dead?.close()
    void lost(0)
  }

  function send(request: LiveRequest) {
    if (socket?.readyState !== WebSocket.OPEN) return false
    socket.send(JSON.stringify(request))
    return true
  }

  function close() {
    closed = true
    clearInterval(watching)
    clearInterval(pinging)
    clearTimeout(retry)
    const last = socket
    socket = undefined
    last?.close()
  }

  const watching = setInterval(watch, 500)
  const pinging = setInterval(() => send({ type: 'ping' }), PING_EVERY_MS)
  events.link({ condition: 'connecting' })
  connect()
  return { send, close }
}
