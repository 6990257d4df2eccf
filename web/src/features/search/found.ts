import { useEffect, useState } from 'react';
import { plainText } from '../../lib/text/markup.ts';
import { useClient } from '../../store/hooks.ts';
import { SHORTEST } from '../../store/people-search.ts';

/** One message found, as one line. */
export interface FoundLine {
  readonly id: number;
  readonly chat: number;
  readonly seq: number;
  readonly author: string;
  readonly text: string;
  readonly time: string;
}

const PAUSE = 220;

/** Messages of all chats that hold the words; nothing while they are being looked for. */
export function useFoundMessages(query: string): readonly FoundLine[] | null {
  const client = useClient();
  const [found, setFound] = useState<readonly FoundLine[] | null>(null);
  useEffect(() => {
    const words = query.trim();
    setFound(null);
    if (words.length < SHORTEST) return;
    let wanted = true;
    const timer = setTimeout(() => {
      const nameOf = (user: number) => client.person(user)?.name ?? '';
      client.service.search(words).then(
        (messages) =>
          wanted &&
          setFound(
            messages.map(({ id, chat_id, seq, sender_name, text, created_at }) => ({
              ...{ id, seq, chat: chat_id, author: sender_name, time: created_at },
              text: plainText(text ?? '', nameOf),
            })),
          ),
        () => wanted && setFound([]),
      );
    }, PAUSE);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, query]);
  return found;
}
