import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../api/accounts.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { type Position, startOf } from './model.ts';
import { useStories } from './useStories.ts';
import './stories.css';

const StoryViewer = lazy(() =>
  import('./StoryViewer.tsx').then((module) => ({ default: module.StoryViewer })),
);
const StoryComposer = lazy(() =>
  import('./StoryComposer.tsx').then((module) => ({ default: module.StoryComposer })),
);

/** The stories of people one knows, above the list of chats. `news` changes when there may be new ones. */
export function StoriesRow({ account, news }: { account: Account; news: number }) {
  const { t } = useTranslation('stories');
  const { reels, reload, see } = useStories(account, news);
  const [position, setPosition] = useState<Position | null>(null);
  // What is seen moves to the end of the row; while somebody watches, everything stays in its place.
  const [watched, setWatched] = useState(reels);
  const [composing, setComposing] = useState(false);
  return (
    <section className="stories" aria-label={t('title')}>
      <ul>
        <li>
          <button type="button" className="story-person" onClick={() => setComposing(true)}>
            <span className="story-new">
              <Avatar id={account.id} name={account.name} picture={account.avatar} />
              <Plus aria-hidden="true" />
            </span>
            <span className="story-name truncate">{t('add')}</span>
          </button>
        </li>
        {reels.map(({ userId, name, picture, unseen }, reel) => (
          <li key={userId}>
            <button
              type="button"
              className="story-person"
              onClick={() => {
                setWatched(reels);
                setPosition(startOf(reels, reel));
              }}
            >
              <Avatar
                id={userId}
                name={name}
                picture={picture}
                ring={unseen && userId !== account.id ? 'new' : 'seen'}
              />
              <span className="visually-hidden">
                {t(unseen && userId !== account.id ? 'openNew' : 'open', { name })}
              </span>
              <span className="story-name truncate" aria-hidden="true">
                {userId === account.id ? t('mine') : name}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Suspense>
        {position && (
          <StoryViewer
            account={account}
            reels={watched}
            position={position}
            onMove={setPosition}
            onSeen={see}
            onChanged={reload}
          />
        )}
        {composing && (
          <StoryComposer
            onClose={() => setComposing(false)}
            onPublished={() => {
              setComposing(false);
              reload();
            }}
          />
        )}
      </Suspense>
    </section>
  );
}
