import { ApiError } from '../../api/error.ts';

/** A message that names an entry which nobody has vouched for yet; the other failures are reasons of the library. */
export const UNCONFIRMED = 'UNCONFIRMED';
/** The code of the error, the kind of the alert. */
export const MEMBERSHIP_UNCONFIRMED = 'membership_unconfirmed';
/** The same for a list that this device may not vouch for until its user has looked at it. */
export const MEMBERSHIP_UNJUDGED = 'membership_unjudged';
/** A server is asked again after so long whether somebody has vouched meanwhile. */
const RECHECK = 15_000;

export function isUnconfirmed(error: unknown): boolean {
  return error instanceof ApiError && error.code === MEMBERSHIP_UNCONFIRMED;
}

/** Groups whose newest entries nobody has vouched for, as seen last. Neither a forgery nor accepted: waited with. */
export class UnconfirmedChains {
  readonly #now: () => number;
  readonly #seen = new Map<number, { readonly epoch: number; readonly until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws where it is too soon to ask for an epoch again. */
  requireDue(chat: number, epoch: number): void {
    const seen = this.#seen.get(chat);
    const left = (seen?.until ?? 0) - this.#now();
    const newer = epoch > (seen?.epoch ?? 0) && epoch !== Number.MAX_SAFE_INTEGER;
    if (left > 0 && left <= RECHECK && !newer) throw unconfirmed(left);
  }

  /** Notes that the entries up to an epoch wait; the error that says so. */
  seen(chat: number, epoch: number): ApiError {
    this.#seen.set(chat, { epoch, until: this.#now() + RECHECK });
    return unconfirmed(RECHECK);
  }

  confirmed(chat: number): void {
    this.#seen.delete(chat);
  }
}

/** Like a server that is away: what needs it is tried again and nothing is sent meanwhile. */
function unconfirmed(retryAfter: number): ApiError {
  return new ApiError(503, MEMBERSHIP_UNCONFIRMED, 'nobody has vouched for it', retryAfter);
}
