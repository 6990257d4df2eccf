import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiError } from '../../src/api/error.ts';
import { address, Http } from '../../src/api/http.ts';

const seen: {
  method: string | undefined;
  url: string | undefined;
  token: string | undefined;
  body: string;
}[] = [];
let answer: { status: number; headers?: Record<string, string>; body: string };
let server: Server;
let http: Http;

beforeEach(async () => {
  seen.length = 0;
  server = createServer(async (request, response) => {
    const body = await text(request);
    const { method, url } = request;
    seen.push({ method, url, token: request.headers.authorization, body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  http = new Http(() => ({ user: 7, token: 'T', device: 'd' }), `http://127.0.0.1:${port}`);
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

test('a call carries the token, the path in place and the body as JSON', async () => {
  answer = { status: 200, body: '{"message":"ok"}' };

  const given = await http.put('/api/chats/{id}', { path: { id: 5 }, body: { muted: true } });

  expect(given).toEqual({ message: 'ok' });
  expect(seen).toEqual([{ method: 'PUT', url: '/api/chats/5', token: 'Bearer T', body: '{"muted":true}' }]);
});

test('a refusal keeps its code, its text and when to try again', async () => {
  const headers = { 'retry-after': '3' };
  answer = { status: 429, headers, body: '{"error":"Слишком часто","code":"too_many_requests"}' };

  const error = await http.get('/api/chats').catch((caught: unknown) => caught);

  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 429, code: 'too_many_requests', message: 'Слишком часто' });
  expect(error).toMatchObject({ retryAfter: 3000, transient: true, signedOut: false });
});

test('a page of somebody else in place of an answer is an unexpected error, not a crash', async () => {
  answer = { status: 502, body: '<html>Bad gateway</html>' };

  await expect(http.get('/api/chats')).rejects.toMatchObject({
    status: 502,
    code: 'unexpected',
    transient: true,
  });
});

test('no answer at all is a network error', async () => {
  await new Promise((resolve) => server.close(resolve));

  await expect(http.get('/api/chats')).rejects.toMatchObject({ status: 0, code: 'network', transient: true });
});

test('addresses escape what stands in them and leave out what is undefined', () => {
  expect(address('/api/users/search/{query}', { path: { query: 'a/b?' } })).toBe(
    '/api/users/search/a%2Fb%3F',
  );
  expect(address('/x', { query: { q: 'ё &', before: undefined, limit: 50 } })).toBe(
    '/x?q=%D1%91+%26&limit=50',
  );
  expect(() => address('/x/{id}', {})).toThrow(TypeError);
});
