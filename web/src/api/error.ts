/** A request that did not give what was asked for: refused by the server, or never answered. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status, or 0 where no answer came. */
  readonly status: number;
  /** The server's stable name of the refusal; `network` where no answer came, `unexpected` for what is no refusal. */
  readonly code: string;
  /** Milliseconds after which the same request may succeed, if the server said so. */
  readonly retryAfter: number | null;

  constructor(status: number, code: string, message: string, retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed later without anything being changed. */
  get transient(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** Whether signing in anew is the only way on. */
  get signedOut(): boolean {
    return (
      this.status === 401 ||
      (this.status === 403 && (this.code === 'account_banned' || this.code === 'password_change_required'))
    );
  }
}

/** The error of a request that got no answer. */
export function networkError(cause: unknown): ApiError {
  const error = new ApiError(0, 'network', 'No answer from the server');
  error.cause = cause;
  return error;
}
