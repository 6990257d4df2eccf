/** A device of a user; both numbers start at one and are given by the server. */
export interface Address {
  readonly user: number;
  readonly device: number;
}

export function sameAddress(a: Address, b: Address): boolean {
  return a.user === b.user && a.device === b.device;
}
