import { Pause, Play } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playTime } from '../../../lib/time.ts';
import { useFileAddress } from '../../../store/sealed-files.ts';
import type { ShownMessage } from '../rows.ts';
import { peaksOf, resampled } from './peaks.ts';
import { UploadState } from './UploadState.tsx';

const SPEEDS = [1, 1.5, 2] as const;
const BARS = 44;

/** What plays now: one voice at a time. */
let playing: HTMLAudioElement | null = null;

/** A recorded message: its shape, where it stands, how fast. */
export function Voice({ message }: { message: ShownMessage }) {
  const { t } = useTranslation('messages');
  const audio = useRef<HTMLAudioElement>(null);
  const [at, setAt] = useState(0);
  const [runs, setRuns] = useState(false);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(1);
  const length = message.voice_duration ?? 0;
  const source = useFileAddress(message.voice_url) ?? '';
  const toggle = () => {
    const element = audio.current;
    if (!element) return;
    if (!element.paused) return element.pause();
    playing?.pause();
    playing = element;
    element.playbackRate = speed;
    void element.play().catch(() => setRuns(false));
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  return (
    <div className="voice">
      <button type="button" className="voice-play" aria-label={t(runs ? 'pause' : 'play')} onClick={toggle}>
        {message.pending ? (
          <UploadState message={message} />
        ) : runs ? (
          <Pause aria-hidden="true" />
        ) : (
          <Play aria-hidden="true" />
        )}
      </button>
      <Shape
        message={message}
        part={length > 0 ? at / length : 0}
        length={length}
        onSeek={(seconds) => seek(audio.current, seconds)}
      />
      <span className="voice-time">{playTime(runs || at > 0 ? at : length)}</span>
      <button type="button" className="voice-speed" aria-label={t('speed', { speed })} onClick={faster}>
        {speed}×
      </button>
      {source && (
        // biome-ignore lint/a11y/useMediaCaption: what people say has no captions
        <audio
          ref={audio}
          src={source}
          preload="none"
          onPlay={() => setRuns(true)}
          onPause={() => setRuns(false)}
          onEnded={() => setAt(0)}
          onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        />
      )}
    </div>
  );
}

function seek(audio: HTMLAudioElement | null, seconds: number): void {
  if (audio) audio.currentTime = seconds;
}

interface ShapeProps {
  readonly message: ShownMessage;
  readonly part: number;
  readonly length: number;
  readonly onSeek: (seconds: number) => void;
}

/** The loudness over time, which is also where to point to. */
function Shape({ message, part, length, onSeek }: ShapeProps) {
  const { t } = useTranslation('messages');
  const { waveform } = message;
  const source = useFileAddress(waveform ? null : message.voice_url) ?? '';
  const [computed, setPeaks] = useState<readonly number[]>(() => Array(BARS).fill(0.12));
  const peaks = useMemo(() => (waveform ? resampled(waveform, BARS) : computed), [waveform, computed]);
  useEffect(() => {
    const over = new AbortController();
    if (source) {
      peaksOf(source, BARS, over.signal).then(
        (found) => !over.signal.aborted && setPeaks(found),
        () => undefined,
      );
    }
    return () => over.abort();
  }, [source]);
  return (
    <span className="voice-shape">
      <svg viewBox={`0 0 ${BARS * 3} 24`} preserveAspectRatio="none" aria-hidden="true">
        {peaks.map((peak, index) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={index}
            className={index / BARS < part ? 'voice-bar voice-bar-played' : 'voice-bar'}
            x={index * 3}
            width="2"
            rx="1"
            y={12 - Math.max(1, peak * 11)}
            height={Math.max(2, peak * 22)}
          />
        ))}
      </svg>
      <input
        type="range"
        aria-label={t('position')}
        aria-valuetext={playTime(part * length)}
        min={0}
        max={Math.max(1, length)}
        step={0.1}
        value={part * length}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
    </span>
  );
}
