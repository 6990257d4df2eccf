import { Mic, Pause, SendHorizontal, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playTime } from '../../lib/time.ts';
import { useClient } from '../../store/hooks.ts';
import { IconButton } from '../../ui/Button.tsx';
import { toast } from '../../ui/toasts.ts';
import { accepted } from './accepted.ts';
import { Recorder, waveformOf } from './recorder.ts';

const BARS = 48;
const TICK = 80;

/** Records a message: pause, cancel, send. Nothing leaves this device before it is sent. */
export function VoiceRecorder({ chat, onEnd }: { chat: number; onEnd: () => void }) {
  const { t } = useTranslation(['composer', 'common']);
  const client = useClient();
  const recorder = useRef<Recorder>(null);
  const { seconds, levels, heard, paused, toggle } = useRecording(recorder, onEnd);
  const send = async () => {
    const recording = await recorder.current?.finish();
    recorder.current = null;
    if (recording) {
      const { blob, seconds: duration } = recording;
      const name = `voice-${Date.now()}.${blob.type.split('/')[1] ?? 'webm'}`;
      const waveform = waveformOf(heard.current);
      await accepted(client.service.send(chat, { waveform }, { blob, name, type: blob.type, duration }));
    }
    onEnd();
  };
  return (
    <fieldset className="composer recorder">
      <legend className="visually-hidden">{t('recording')}</legend>
      <IconButton icon={Trash2} variant="danger" label={t('common:cancel')} onClick={onEnd} />
      <span className={paused ? 'recorder-dot recorder-paused' : 'recorder-dot'} aria-hidden="true" />
      <time>{playTime(seconds)}</time>
      <svg
        className="recorder-shape"
        viewBox={`0 0 ${BARS * 3} 24`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {levels.map((level, index) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={index}
            x={index * 3}
            width="2"
            rx="1"
            y={12 - Math.max(1, level * 11)}
            height={Math.max(2, level * 22)}
          />
        ))}
      </svg>
      <IconButton icon={paused ? Mic : Pause} label={t(paused ? 'goOn' : 'pause')} onClick={toggle} />
      <IconButton icon={SendHorizontal} variant="primary" label={t('send')} onClick={() => void send()} />
    </fieldset>
  );
}

/** Starts recording at once and lets it go when nobody sends it. */
function useRecording(recorder: React.RefObject<Recorder | null>, onEnd: () => void) {
  const { t } = useTranslation('composer');
  const [levels, setLevels] = useState<readonly number[]>(() => Array(BARS).fill(0));
  const heard = useRef<number[]>([]);
  const [seconds, setSeconds] = useState(0);
  const [paused, setPaused] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one recording for each time that this is shown
  useEffect(() => {
    let over = false;
    Recorder.begin().then(
      (begun) => {
        if (over) begun.cancel();
        else recorder.current = begun;
      },
      () => {
        toast(t('noMicrophone'), { kind: 'error' });
        onEnd();
      },
    );
    const timer = setInterval(() => {
      const now = recorder.current;
      if (!now) return;
      setSeconds(now.seconds);
      if (now.paused) return;
      const level = now.level();
      heard.current.push(level);
      setLevels((before) => [...before.slice(1), level]);
    }, TICK);
    return () => {
      over = true;
      clearInterval(timer);
      recorder.current?.cancel();
      recorder.current = null;
    };
  }, []);
  const toggle = () => {
    recorder.current?.togglePause();
    setPaused(recorder.current?.paused ?? false);
  };
  return { seconds, levels, heard, paused, toggle };
}
