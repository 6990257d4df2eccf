import { useEffect, useRef } from 'react';
import { type Reel, SHOWN_MILLIS } from './model.ts';

interface StoryProgressProps {
  reel: Reel;
  index: number;
  still: boolean;
  /** The story has been shown to its end. */
  onEnd: () => void;
}

/** A line for each story of a reel; the one being shown fills up, unless it is held. */
export function StoryProgress({ reel, index, still, onEnd }: StoryProgressProps) {
  const line = useRef<HTMLSpanElement>(null);
  const end = useRef(onEnd);
  end.current = onEnd;
  const story = reel.stories[index];
  useEffect(() => {
    const element = line.current;
    if (!element || story?.type === 'video') return;
    const filling = element.animate([{ transform: 'scaleX(0)' }, { transform: 'scaleX(1)' }], {
      duration: SHOWN_MILLIS,
      fill: 'forwards',
    });
    filling.onfinish = () => end.current();
    return () => filling.cancel();
  }, [story]);
  useEffect(() => {
    for (const filling of line.current?.getAnimations() ?? []) {
      if (still) filling.pause();
      else if (filling.playState === 'paused') filling.play();
    }
  }, [still]);
  useEffect(() => {
    // A video tells its own progress: StoryContent sends it as events of its element.
    const video = document.querySelector<HTMLVideoElement>('.story-card video');
    if (!video || story?.type !== 'video') return;
    const move = () => {
      if (line.current) line.current.style.transform = `scaleX(${video.currentTime / (video.duration || 1)})`;
    };
    const finish = () => end.current();
    video.addEventListener('timeupdate', move);
    video.addEventListener('ended', finish);
    return () => {
      video.removeEventListener('timeupdate', move);
      video.removeEventListener('ended', finish);
    };
  }, [story]);
  return (
    <div className="story-lines" aria-hidden="true">
      {reel.stories.map(({ id }, place) => (
        <span key={id} className="story-line">
          <span
            ref={place === index ? line : undefined}
            className={place < index ? 'story-line-full' : 'story-line-empty'}
          />
        </span>
      ))}
    </div>
  );
}
