import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../api/accounts.ts';
import { ago } from '../../lib/ago.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { type Position, type Reel, type Story, step } from './model.ts';
import { OwnStoryBar } from './OwnStoryBar.tsx';
import { StoryContent } from './StoryContent.tsx';
import { StoryProgress } from './StoryProgress.tsx';

/** A press that is shorter goes on; a longer one only holds the story. */
const TAP_MILLIS = 400;
/** How far a finger goes down to put the stories away. */
const AWAY_PIXELS = 90;

interface StoryViewerProps {
  account: Account;
  reels: readonly Reel[];
  position: Position;
  onMove: (position: Position | null) => void;
  onSeen: (story: Story) => void;
  onChanged: () => void;
}

/** Stories one after another over the whole screen: arrows, space and Esc; taps, holding and a swipe down. */
export function StoryViewer({ account, reels, position, onMove, onSeen, onChanged }: StoryViewerProps) {
  const { t, i18n } = useTranslation(['stories', 'common']);
  const dialog = useRef<HTMLDialogElement>(null);
  const [held, setHeld] = useState(false);
  const [paused, setPaused] = useState(false);
  const [covered, setCovered] = useState(false);
  const reel = reels[position.reel];
  const story = reel?.stories[position.story];
  const go = useCallback((by: 1 | -1) => onMove(step(reels, position, by)), [reels, position, onMove]);

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    // Not on its first button: space is to hold the story.
    element?.focus();
    return () => element?.close();
  }, []);
  useEffect(() => {
    if (story) onSeen(story);
    else onMove(null);
  }, [story, onSeen, onMove]);
  const pressed = useRef({ at: 0, y: 0 });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') go(1);
    else if (event.key === 'ArrowLeft') go(-1);
    else if (event.key === ' ' && event.target === dialog.current) setPaused(!paused);
    else return;
    event.preventDefault();
  };
  const onPointerDown = ({ clientY, timeStamp }: PointerEvent) => {
    pressed.current = { at: timeStamp, y: clientY };
    setHeld(true);
  };
  const onPointerUp = ({ clientX, clientY, timeStamp, currentTarget }: PointerEvent) => {
    setHeld(false);
    if (clientY - pressed.current.y > AWAY_PIXELS) return onMove(null);
    if (timeStamp - pressed.current.at > TAP_MILLIS) return;
    const { left, width } = currentTarget.getBoundingClientRect();
    go(clientX - left < width / 3 ? -1 : 1);
  };
  if (!reel || !story) return null;
  const own = story.user_id === account.id;
  const still = held || paused || covered;
  return (
    <dialog
      ref={dialog}
      className="story-viewer"
      aria-label={t('stories:of', { name: reel.name })}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        // React lets the event of a dialog inside this one rise to here.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onMove(null);
      }}
    >
      <IconButton
        className="story-step"
        variant="glass"
        icon={ChevronLeft}
        label={t('stories:previous')}
        onClick={() => go(-1)}
      />
      <div className="story-card">
        <StoryProgress key={story.id} reel={reel} index={position.story} still={still} onEnd={() => go(1)} />
        <header className="story-header">
          <Avatar id={reel.userId} name={reel.name} picture={reel.picture} size="s" />
          <span className="story-author">
            <strong className="truncate">{own ? t('stories:mine') : reel.name}</strong>
            <time dateTime={story.created_at}>{ago(story.created_at, i18n.language)}</time>
          </span>
          <IconButton variant="glass" icon={X} label={t('common:close')} onClick={() => onMove(null)} />
        </header>
        <div
          className="story-touch"
          onPointerDown={onPointerDown}
          onPointerUp={onPointerUp}
          onPointerCancel={() => setHeld(false)}
        >
          <StoryContent story={story} still={still} />
        </div>
        {own && (
          <OwnStoryBar
            story={story}
            onHold={setCovered}
            onDeleted={() => {
              onMove(null);
              onChanged();
            }}
          />
        )}
      </div>
      <IconButton
        className="story-step"
        variant="glass"
        icon={ChevronRight}
        label={t('stories:next')}
        onClick={() => go(1)}
      />
    </dialog>
  );
}
