import { useEffect, useRef } from 'react';
import { useClient } from '../../store/hooks.ts';

/** Said again while it goes on; others forget it after six seconds. */
const AGAIN = 4_000;

/** Tells the others that one is typing, as long as that is so. */
export function useTypingNotice(chat: number): (text: string) => void {
  const client = useClient();
  const said = useRef(0);
  useEffect(
    () => () => {
      if (Date.now() - said.current < AGAIN) void client.service.typing(chat, false);
    },
    [client, chat],
  );
  return (text) => {
    const now = Date.now();
    if (text === '') {
      if (said.current > 0) void client.service.typing(chat, false);
      said.current = 0;
    } else if (now - said.current > AGAIN) {
      said.current = now;
      void client.service.typing(chat, true);
    }
  };
}
