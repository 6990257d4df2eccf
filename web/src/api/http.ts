import { ApiError, networkError } from './error.ts';
import type { paths } from './schema.d.ts';
import type { Session } from './session.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined;
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M & keyof paths[P]]>;
type Responses<O> = O extends { responses: infer R } ? R : never;

/** The paths that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Partial<Record<M, infer O>>
    ? [O] extends [undefined]
      ? never
      : P
    : never;
}[keyof paths];

/** What an operation answers when it carries out what was asked. */
export type Answer<P extends keyof paths, M extends Method> = {
  [S in keyof Responses<Operation<P, M>>]: S extends 200 | 201 ? Json<Responses<Operation<P, M>>[S]> : never;
}[keyof Responses<Operation<P, M>>];

/** What an operation takes in its body. */
export type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: infer B } ? Json<NonNullable<B>> : undefined;

/** What varies from call to call. */
export interface Call<P extends keyof paths, M extends Method> {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: Body<P, M>;
  readonly signal?: AbortSignal;
}

/** A caller of the server's HTTP routes for one session, or for nobody. Errors are {@link ApiError}s. */
export class Http {
  readonly #session: () => Session | null;
  readonly #base: string;

  /** `base` is the server's origin; empty for the page's own. */
  constructor(session: () => Session | null, base = '') {
    this.#session = session;
    this.#base = base;
  }

  get<P extends PathOf<'get'>>(path: P, call: Call<P, 'get'> = {}): Promise<Answer<P, 'get'>> {
    return this.#send('get', path, call);
  }

  post<P extends PathOf<'post'>>(path: P, call: Call<P, 'post'> = {}): Promise<Answer<P, 'post'>> {
    return this.#send('post', path, call);
  }

  put<P extends PathOf<'put'>>(path: P, call: Call<P, 'put'> = {}): Promise<Answer<P, 'put'>> {
    return this.#send('put', path, call);
  }

  patch<P extends PathOf<'patch'>>(path: P, call: Call<P, 'patch'> = {}): Promise<Answer<P, 'patch'>> {
    return this.#send('patch', path, call);
  }

  delete<P extends PathOf<'delete'>>(path: P, call: Call<P, 'delete'> = {}): Promise<Answer<P, 'delete'>> {
    return this.#send('delete', path, call);
  }

  async #send<P extends keyof paths, M extends Method>(
    method: M,
    path: P,
    call: Call<P, M>,
  ): Promise<Answer<P, M>> {
    const headers: Record<string, string> = {};
    const session = this.#session();
    if (session) headers.authorization = `Bearer ${session.token}`;
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    const init: RequestInit = { method: method.toUpperCase(), headers, credentials: 'same-origin' };
    if (call.body !== undefined) init.body = JSON.stringify(call.body);
    if (call.signal) init.signal = call.signal;
    const response = await fetch(this.#base + address(path, call), init).catch((cause: unknown) => {
      if (call.signal?.aborted) throw cause;
      throw networkError(cause);
    });
    return (await readAnswer(response)) as Answer<P, M>;
  }
}

/** A path with its parameters and its query in place. */
export function address(
  path: string,
  call: {
    path?: Readonly<Record<string, string | number>>;
    query?: Readonly<Record<string, string | number | undefined>>;
  },
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = call.path?.[name];
    if (value === undefined) throw new TypeError(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const query = Object.entries(call.query ?? {}).filter(
    (entry): entry is [string, string | number] => entry[1] !== undefined,
  );
  if (query.length === 0) return filled;
  return `${filled}?${new URLSearchParams(query.map(([name, value]) => [name, String(value)]))}`;
}

/** The JSON of a good answer; anything else is thrown. */
export async function readAnswer(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  throw refusal(response.status, body, response.headers.get('retry-after'));
}

/** The error that an answer other than success stands for. */
export function refusal(status: number, body: unknown, retryAfter: string | null): ApiError {
  const { error, code } = (body ?? {}) as { error?: unknown; code?: unknown };
  const seconds = Number(retryAfter ?? Number.NaN);
  return new ApiError(
    status,
    typeof code === 'string' ? code : 'unexpected',
    typeof error === 'string' ? error : `HTTP ${status}`,
    Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null,
  );
}
