import { ApiError } from '../api/error.ts';
import { RatchetError, type Reason } from '../crypto/ratchet/ratchet-error.ts';
import { isUnconfirmed, UNCONFIRMED } from './groups/unconfirmed.ts';

/** Whether an error means that this device may not speak for the sign-in any more. */
export function isDeviceGone(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'device_required';
}

/** Whether the server refuses something for good, rather than this sign-in for now. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && [403, 404].includes(error.status) && !isDeviceGone(error);
}

/**
 * Why something that came cannot be read. What says nothing about the thing itself is thrown on: a lost line, a limit,
 * or the end of this sign-in or device.
 */
export function reasonOf(error: unknown): Reason | typeof UNCONFIRMED {
  if (isUnconfirmed(error)) return UNCONFIRMED;
  if (error instanceof RatchetError) return error.reason;
  const ends = !(error instanceof ApiError) || error.transient || error.signedOut || isDeviceGone(error);
  if (ends) throw error;
  // Of somebody who is gone, or has blocked this account, no keys are shown: nothing waits for them.
  return 'NO_SESSION';
}
