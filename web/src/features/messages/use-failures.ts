import { useEffect } from 'react';
import { ApiError } from '../../api/error.ts';
import { errorText } from '../../locales/error-text.ts';
import { useClient, useOutbox } from '../../store/hooks.ts';
import { toast } from '../../ui/toasts.ts';

/** Says why an edit, a deletion or a reaction was refused, and lets it go; what could not be sent stays in the list. */
export function useFailures(chat: number): void {
  const client = useClient();
  const outbox = useOutbox(chat);
  useEffect(() => {
    for (const { key, op, state, code } of outbox) {
      if (state !== 'failed' || op.kind === 'send' || op.kind === 'forward') continue;
      toast(errorText(new ApiError(400, code ?? 'unexpected', '')), { kind: 'error' });
      void client.service.cancel(key);
    }
  }, [client, outbox]);
}
