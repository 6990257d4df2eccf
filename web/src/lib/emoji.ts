interface CompactEmoji {
  readonly unicode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly order?: number;
}

/** One emoji with its names, in lower case, in one language. */
export interface Emoji {
  readonly unicode: string;
  readonly label: string;
  readonly tags: string;
  readonly group: number;
}

/** Skin tones and hair alone are no emoji. */
const COMPONENTS = 2;

/** All emoji in their usual order; the data is loaded when it is first asked for. */
export async function emojiIn(language: string): Promise<readonly Emoji[]> {
  const data: { default: readonly CompactEmoji[] } =
    language === 'ru'
      ? await import('emojibase-data/ru/compact.json')
      : await import('emojibase-data/en/compact.json');
  return data.default
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ unicode, label, tags, group }) => ({
      ...{ unicode, group: group ?? 0, label: label.toLocaleLowerCase() },
      tags: (tags ?? []).join(' ').toLocaleLowerCase(),
    }));
}

/** The emoji by groups. */
export function groupsOf(all: readonly Emoji[]): (readonly Emoji[])[] {
  const groups = new Map<number, Emoji[]>();
  for (const emoji of all) groups.set(emoji.group, [...(groups.get(emoji.group) ?? []), emoji]);
  return [...groups.values()];
}
