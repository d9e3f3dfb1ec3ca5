/**
 * A stand-in for the gateway, for work on the console only: `npm run mock`, then http://127.0.0.1:8099 (admin / admin).
 * With DEMO=1 it is a demo. POST /mock/fire raises a fire, POST /mock/publish/DEVICE takes telemetry, POST /mock/cut drops every live connection, POST /mock/logout ends every session.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import { devices, fire, openAlarms, sites, summary } from './town.mjs'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"

let sessions = new Set()
let serial = 0
let seq = 1
const alarms = new Map(openAlarms(Date.now()).map((one) => [one.id, one]))
const live = new WebSocketServer({ noServer: true })

const open = () => [...alarms.values()].filter((one) => one.state !== 'closed')
const tell = (message) => live.clients.forEach((client) => client.send(JSON.stringify(message)))

function change(alarm, fields) {
  const changed = { ...alarm, ...fields, clock: { ...alarm.clock, ...fields.clock } }
  alarms.set(alarm.id, changed)
  tell({ type: 'alarm', seq: ++seq, alarm: changed })
}

setInterval(() => {
  const now = Date.now()
  tell({ type: 'summary', seq, summary: summary(now, open()) })
  const smoke = 0.02 + 0.005 * Math.sin(now / 5000)
  tell({
    type: 'readings',
    items: [{ device: 'sd-17', time: new Date(now).toISOString(), values: { smoke } }],
  })
}, 1000)

live.on('connection', (client) => {
  client.send(JSON.stringify({ type: 'snapshot', seq, alarms: open(), summary: summary(Date.now(), open()) }))
  client.on('message', (data) => {
    const message = JSON.parse(String(data))
    if (message.type === 'ping') client.send('{"type":"pong"}')
    for (const id of message.type === 'painted' ? message.alarms : [])
      change(alarms.get(id), { clock: { painted: new Date().toISOString() } })
  })
})

const commands = {
  acknowledge: (alarm) => alarm.state.endsWith('-unacked') && { state: 'active-acked' },
  reset: (alarm) => alarm.state === 'active-acked' && alarm.kind !== 'smoke' && { state: 'closed' },
  close: () => ({ state: 'closed' }),
  note: () => ({}),
  assign: (alarm, body) => ({ assignee: body.user }),
  verdict: (alarm, body) => ({ verdict: body.verdict, cause: body.cause ?? null }),
  shelve: (alarm, body) =>
    alarm.severity !== 'critical' && { suppressed: 'shelved', shelvedUntil: body.until },
  unshelve: (alarm) => alarm.shelvedUntil && { suppressed: null, shelvedUntil: null },
}

function history(url) {
  const [from, to] = ['from', 'to'].map((name) => Date.parse(url.searchParams.get(name)))
  const metric = url.searchParams.get('metric')
  const every = (to - from) / 960
  const points = Array.from({ length: 960 }, (_, i) => {
    const at = Math.round(from + i * every)
    if (i > 500 && i < 560) return [at, null]
    return [
      at,
      metric === 'fire' ? Number(i > 900) : 0.02 + 0.006 * Math.sin(i / 40) + (i > 900 ? (i - 900) / 400 : 0),
    ]
  })
  return {
    series: [{ device: url.searchParams.get('device'), metric, unit: 'dB/m', points }],
    window: '90s',
    next: null,
  }
}

function list(url) {
  const [q, state] = ['q', 'state'].map((name) => url.searchParams.get(name) ?? '')
  const found = devices(Date.now()).filter(
    (one) => (!state || one.state === state) && `${one.id} ${one.name} ${one.location}`.includes(q),
  )
  const start = Number(url.searchParams.get('cursor') ?? 0)
  const end = start + Number(url.searchParams.get('limit') ?? 50)
  return {
    items: found.slice(start, end),
    next: end < found.length ? String(end) : null,
    total: found.length,
  }
}

async function api(request, url, body) {
  const [, , , folder, id, command] = url.pathname.split('/').map(decodeURIComponent)
  const session = /firegate=(\d+)/.exec(request.headers.cookie ?? '')?.[1]
  const user = { username: 'admin', role: 'admin' }
  if (folder === 'about') return [200, { demo: Boolean(process.env.DEMO) }]
  if (folder === 'session' && request.method === 'POST') {
    if (body.username !== 'admin' || body.password !== 'admin')
      return [401, { title: 'Wrong user name or password' }]
    sessions.add(String(++serial))
    return [200, user, { 'Set-Cookie': `firegate=${serial}; HttpOnly; SameSite=Strict; Path=/` }]
  }
  if (!sessions.has(session)) return [401, { title: 'Not logged in' }]
  if (folder === 'session' && request.method === 'DELETE') return (sessions.delete(session), [204])
  if (folder === 'session') return [200, user]
  if (folder === 'history') return [200, history(url)]
  if (folder === 'devices' && !id) return [200, list(url)]
  const things =
    { devices: [...published.values(), ...devices(Date.now())], sites, alarms: [...alarms.values()] }[
      folder
    ] ?? []
  const thing = things.find((one) => one.id === id)
  if (!thing) return [404, { title: 'Not found' }]
  if (folder !== 'alarms' || !command) return [200, thing]
  const changed = commands[command](thing, body)
  if (!changed)
    return [
      409,
      { title: 'Conflict', detail: 'The detector still reports fire; reset it when the signal is gone.' },
    ]
  const note = body.note ? [{ time: new Date().toISOString(), user: 'admin', text: body.note }] : []
  change(thing, { ...changed, notes: [...thing.notes, ...note] })
  return [200, alarms.get(id)]
}

const published = new Map()

/** What a device would have published. */
function publish(id, values) {
  const time = new Date().toISOString()
  const before = published.get(id) ?? {
    ...devices(Date.now())[4],
    id,
    claimed: false,
    state: 'online',
    latest: {},
  }
  const latest = Object.entries(values).map(([metric, value]) => [metric, { value: Number(value), time }])
  published.set(id, {
    ...before,
    lastSeen: time,
    latest: { ...before.latest, ...Object.fromEntries(latest) },
  })
  tell({ type: 'readings', items: [{ device: id, time, values }] })
  const raised = { id: `01J${id}`, device: id, subject: `device:${id}`, site: null }
  if (values.fire === true) change(fire(Date.now(), 0, raised), {})
}

function mock(path, body) {
  if (path === '/mock/fire') {
    const one = fire(Date.now(), 0, { id: `01J${Date.now()}`, device: 'sd-18' })
    change(one, {})
  }
  const [, device] = /^\/mock\/publish\/(.+)/.exec(path) ?? []
  if (device) publish(device, JSON.parse(body))
  if (path === '/mock/cut') live.clients.forEach((client) => client.terminate())
  if (path === '/mock/logout') {
    sessions = new Set()
    live.clients.forEach((client) => client.terminate())
  }
  return [204]
}

async function file(path) {
  const asset = normalize(path)
  const found = extname(asset) ? asset : '/index.html'
  const content = await readFile(join(dist, found)).catch(() => undefined)
  return content
    ? [200, content, { 'Content-Type': types[extname(found)] ?? 'text/plain' }]
    : [404, 'not found']
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock')
  let text = ''
  for await (const part of request) text += part
  const isApi = url.pathname.startsWith('/api/')
  const [status, content, headers] = isApi
    ? await api(request, url, text ? JSON.parse(text) : {})
    : url.pathname.startsWith('/mock/')
      ? mock(url.pathname, text)
      : await file(url.pathname)
  const type = isApi ? { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } : {}
  response.writeHead(status, { 'Content-Security-Policy': policy, ...type, ...headers })
  response.end(
    content === undefined
      ? undefined
      : isApi
        ? JSON.stringify(status < 400 ? content : { status, ...content })
        : content,
  )
})

server.on('upgrade', (request, socket, head) => {
  const session = /firegate=(\d+)/.exec(request.headers.cookie ?? '')?.[1]
  if (!sessions.has(session)) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
  live.handleUpgrade(request, socket, head, (client) => live.emit('connection', client))
})

server.listen(Number(process.env.PORT ?? 8099), '127.0.0.1', () => console.log('mock', server.address().port))
