import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { backgroundOf, type Story } from './model.ts';

/** What a story shows: a text on its colour, a photo or a video with its caption. */
export function StoryContent({ story, still }: { story: Story; still: boolean }) {
  const { t } = useTranslation('stories');
  const url = story.content_url ?? '';
  if (story.type === 'text') {
    return (
      <p className="story-text" style={{ backgroundColor: backgroundOf(story.background) }}>
        {story.text}
      </p>
    );
  }
  return (
    <figure className="story-media">
      {story.type === 'video' ? (
        <StoryVideo url={url} still={still} />
      ) : (
        <img src={url} alt={story.text ?? t('photoOf', { name: story.user_name })} draggable={false} />
      )}
      {story.text && <figcaption>{story.text}</figcaption>}
    </figure>
  );
}

function StoryVideo({ url, still }: { url: string; still: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    // Refused where the browser wants a press first; the story then stands still until the next one.
    if (still) video.current?.pause();
    else video.current?.play().catch(() => undefined);
  }, [still]);
  // biome-ignore lint/a11y/useMediaCaption: people's own recordings have no captions
  return <video ref={video} src={url} playsInline autoPlay />;
}
