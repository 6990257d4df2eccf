/** Hues of the gradients that stand in for pictures: far enough apart to tell two people from each other. */
const HUES = [262, 292, 322, 352, 18, 42, 150, 178, 200, 224] as const;

/** One or two letters that stand for a name. Letters of any alphabet; digits and signs only where there are none. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.map((word) => /\p{L}/u.exec(word)?.[0]).filter((letter) => letter !== undefined);
  const chosen = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  if (chosen.length > 0) return chosen.join('').toUpperCase();
  return Array.from(words[0] ?? '?')[0] ?? '?';
}

/** The hue of whoever has this id: the same on every device and after every change of name. */
export function hueOf(id: number): number {
  return HUES[Math.abs(id) % HUES.length] ?? HUES[0];
}

/** The address of a picture to show, or `null` for initials: old accounts name a foreign generator of initials. */
export function pictureOf(avatar: string | null | undefined): string | null {
  if (!avatar) return null;
  if (avatar.startsWith('/') && !avatar.startsWith('//')) return avatar;
  return null;
}
