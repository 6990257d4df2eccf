import type { components } from '../../api/schema.d.ts';

export type Story = components['schemas']['Story'];

/** The stories of one person, oldest first as they are watched. */
export interface Reel {
  readonly userId: number;
  readonly name: string;
  readonly picture: string | null;
  readonly stories: readonly Story[];
  readonly unseen: boolean;
}

/** A story within the reels. */
export interface Position {
  readonly reel: number;
  readonly story: number;
}

/** How long a picture or a text is shown; a video decides for itself. */
export const SHOWN_MILLIS = 5_000;

/** One reel for each person: the own one first, then those with something new, then the rest, each by its newest. */
export function reelsOf(stories: readonly Story[], self: number): Reel[] {
  const byUser = new Map<number, Story[]>();
  for (const story of stories) byUser.set(story.user_id, [...(byUser.get(story.user_id) ?? []), story]);
  const reels = [...byUser.values()].map((own) => reelOf(own.sort((a, b) => a.id - b.id)));
  const rank = (reel: Reel) => (reel.userId === self ? 0 : reel.unseen ? 1 : 2);
  return reels.sort((a, b) => rank(a) - rank(b) || newest(b) - newest(a));
}

function reelOf(stories: Story[]): Reel {
  const last = stories.at(-1);
  return {
    userId: last?.user_id ?? 0,
    name: last?.user_name ?? '',
    picture: last?.user_avatar ?? null,
    stories,
    unseen: stories.some(({ viewed }) => !viewed),
  };
}

function newest({ stories }: Reel): number {
  return stories.at(-1)?.id ?? 0;
}

/** Where watching a reel begins: at its first story not seen yet, else at the start. */
export function startOf(reels: readonly Reel[], reel: number): Position {
  const first = reels[reel]?.stories.findIndex(({ viewed }) => !viewed) ?? 0;
  return { reel, story: Math.max(0, first) };
}

/** The story after or before this one, over the ends of reels; `null` past the first and the last. */
export function step(reels: readonly Reel[], { reel, story }: Position, by: 1 | -1): Position | null {
  const inside = story + by;
  if (reels[reel]?.stories[inside]) return { reel, story: inside };
  const other = reels[reel + by];
  if (!other) return null;
  return { reel: reel + by, story: by === 1 ? 0 : other.stories.length - 1 };
}

/** The backgrounds of texts; the server keeps such a colour and older clients show it as it is. */
export const BACKGROUNDS = ['#5b2bc7', '#1f4fbf', '#0f6b5c', '#a3264e', '#8a4b08', '#26202f'] as const;

/** A colour for the background of a text story, whatever another client may have written. */
export function backgroundOf(background: string | null): string {
  return background && /^#[0-9a-f]{6}$/i.test(background) ? background : BACKGROUNDS[0];
}
