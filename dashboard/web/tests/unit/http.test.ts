import { afterEach, expect, test, vi } from 'vitest'
import { gateway } from '@/api/gateway'
import { http, query } from '@/api/http'

const answer = (response: Response | Error) =>
  vi.stubGlobal('fetch', () =>
    response instanceof Error ? Promise.reject(response) : Promise.resolve(response),
  )
afterEach(() => vi.unstubAllGlobals())

test("tells a problem in the gateway's words", async () => {
  answer(new Response('{"title":"Conflict","detail":"still in fire","status":409}', { status: 409 }))
  await expect(gateway.commandAlarm('a1', 'reset', {})).rejects.toMatchObject({
    status: 409,
    reason: 'still in fire',
  })
})

test('tells a problem without words by its status', async () => {
  answer(new Response('<html>Bad Gateway</html>', { status: 502 }))
  await expect(http.get('/x')).rejects.toMatchObject({ status: 502, reason: '' })
})

test('tells status 0 when no answer came', async () => {
  answer(new TypeError('Failed to fetch'))
  await expect(http.get('/x')).rejects.toMatchObject({ status: 0 })
})

test('takes an answer without a body', async () => {
  answer(new Response(null, { status: 204 }))
  await expect(http.delete('/x')).resolves.toBeUndefined()
  answer(new Response('', { status: 200 }))
  await expect(http.post('/x', {})).resolves.toBeUndefined()
})

test("does not take another program's page for an answer", async () => {
  answer(new Response('<html>Log in to the guest network</html>'))
  await expect(http.get('/x')).rejects.toMatchObject({ status: 200, reason: 'not JSON' })
})

test('puts ids into paths and queries safely', async () => {
  const asked = vi.fn(() => Promise.resolve(new Response('{}')))
  vi.stubGlobal('fetch', asked)
  await gateway.device('a/b?c')
  expect(asked).toHaveBeenCalledWith('/api/v1/devices/a%2Fb%3Fc', expect.anything())
  expect(query({ q: '东 & 西', state: '', limit: 5 })).toBe('?q=%E4%B8%9C+%26+%E8%A5%BF&limit=5')
})
