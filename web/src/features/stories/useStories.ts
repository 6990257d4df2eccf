import { useCallback, useMemo } from 'react';
import type { Account } from '../../api/accounts.ts';
import { http } from '../../api/current.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import { type Reel, reelsOf, type Story } from './model.ts';

/** The stories that one may see. */
export interface Stories {
  readonly reels: readonly Reel[];
  readonly loaded: boolean;
  readonly reload: () => void;
  /** Notes a story as seen, here and on the server. */
  readonly see: (story: Story) => void;
}

/** Fetches the stories of everybody whose one may see; anew whenever `news` changes. */
export function useStories(account: Account, news: number): Stories {
  const { value, reload, set } = useLoaded(
    (signal) => http.get('/api/stories', { signal }),
    account.id,
    news,
  );
  const stories = value?.stories;
  const reels = useMemo(() => reelsOf(stories ?? [], account.id), [stories, account.id]);
  const see = useCallback(
    (seen: Story) => {
      if (seen.viewed || seen.user_id === account.id || !stories) return;
      set({ stories: stories.map((story) => (story.id === seen.id ? { ...story, viewed: true } : story)) });
      // Whether it counted is the author's business: nothing depends on it here.
      http.post('/api/stories/{id}/view', { path: { id: seen.id } }).catch(() => undefined);
    },
    [stories, set, account.id],
  );
  return { reels, loaded: value !== null, reload, see };
}
