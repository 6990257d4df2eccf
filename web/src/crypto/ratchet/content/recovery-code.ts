import type { Random } from '../primitives/primitives.ts';
import { refuseUnless } from '../ratchet-error.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;
const GROUPS = /(.{5})(.{5})(.{5})(.{5})(.{6})/;

/** A random code of 130 bits that a person writes down, 26 characters in upper case. */
export function createRecoveryCode(random: Random): string {
  const bytes = random(17);
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from(
    { length: LENGTH },
    (_, i) => ALPHABET[Number.parseInt(bits.slice(5 * i, 5 * i + 5), 2)],
  ).join('');
}

/** The code as it is shown. */
export function formatRecoveryCode(code: string): string {
  return code.replace(GROUPS, '$1-$2-$3-$4-$5');
}

/** What a person typed, as the code it means; case, spaces, hyphens and look-alike letters are forgiven. */
export function parseRecoveryCode(typed: string): string {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase().replaceAll(/[IL]/g, '1').replaceAll('O', '0');
  const good = code.length === LENGTH && [...code].every((character) => ALPHABET.includes(character));
  refuseUnless(good, 'MALFORMED', 'not a recovery code');
  return code;
}
