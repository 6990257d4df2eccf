import { Pin } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../store/hooks.ts';
import type { ChatRow, HeldMessage } from '../../sync/chat-row.ts';
import { useSummary } from './bubble/ReplyQuote.tsx';
import './pins.css';

interface PinBarProps {
  readonly chat: ChatRow;
  readonly onJump: (seq: number) => void;
}

/** The pinned messages, one at a time, the last pinned first: a press shows the message and then the pin before it. */
export function PinBar({ chat, onJump }: PinBarProps) {
  const { t } = useTranslation('messages');
  const summary = useSummary();
  const [turn, setTurn] = useState(0);
  const pins = chat.pins ?? [];
  const at = pins.length === 0 ? 0 : turn % pins.length;
  const pin = pins[at];
  const message = usePinned(chat.id, pin?.seq ?? null);
  if (!pin || message?.deleted) return null;
  return (
    <button
      type="button"
      className="chat-pins"
      onClick={() => {
        onJump(pin.seq);
        setTurn(at + 1);
      }}
    >
      <Pin aria-hidden="true" />
      <span className="chat-pins-title">
        {pins.length === 1 ? t('pinned') : t('pinnedAt', { at: at + 1, count: pins.length })}
      </span>
      <span className="chat-pins-text" dir="auto">
        {message ? summary(message) : '…'}
      </span>
    </button>
  );
}

/** A message by its place, fetched if it is not held, and as it is changed. */
function usePinned(chat: number, seq: number | null): HeldMessage | null {
  const client = useClient();
  const [found, setFound] = useState<HeldMessage | null>(null);
  useEffect(() => {
    if (seq === null) return;
    let wanted = true;
    const take = (messages: readonly HeldMessage[]) => {
      const now = messages.find((message) => message.seq === seq);
      if (now && wanted) setFound(now);
    };
    const load = () => {
      // Without the server only what is held can be shown.
      const slice = client.service.slice(chat, { of: 'around', seq }).catch(() => null);
      void slice.then((all) => take(all?.messages ?? []));
    };
    load();
    const stop = client.watch(chat, { changed: take, restarted: load });
    return () => {
      wanted = false;
      stop();
    };
  }, [client, chat, seq]);
  return found?.seq === seq ? found : null;
}
