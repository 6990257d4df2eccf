import { Check, CheckCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { http } from '../../../api/current.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { LoadedView } from '../../../ui/LoadedView.tsx';
import { Row } from '../../../ui/Row.tsx';
import { useChange } from '../../../ui/useChange.ts';
import { useLoaded } from '../../../ui/useLoaded.ts';

const PAGE = 100;

function ask(message: number, after: number | undefined, signal?: AbortSignal) {
  const call = { path: { id: message }, query: { after, limit: PAGE } };
  return http.get('/api/messages/{id}/reads', signal ? { ...call, signal } : call);
}

/** Who of a group has received and read an own message. */
export function Readers({ message, onClose }: { message: number; onClose: () => void }) {
  const { t } = useTranslation(['messages', 'common']);
  const change = useChange();
  const [more, setMore] = useState<Awaited<ReturnType<typeof ask>> | null>(null);
  const loaded = useLoaded((signal) => ask(message, undefined, signal), message);
  const goOn = (after: number, before: readonly Reader[]) =>
    change(async () => {
      const next = await ask(message, after);
      setMore({ ...next, readers: [...before, ...next.readers] });
    });
  return (
    <Dialog title={t('readers')} closeLabel={t('common:close')} onClose={onClose} size="s">
      <LoadedView loaded={loaded}>
        {(first) => {
          const { readers, next, totals } = more ?? first;
          return (
            <>
              <p className="readers-total">{t('readBy', { count: totals.read, members: totals.members })}</p>
              <Read readers={readers} />
              {next !== null && (
                <Button wide onClick={() => void goOn(next, readers)}>
                  {t('common:more')}
                </Button>
              )}
            </>
          );
        }}
      </LoadedView>
    </Dialog>
  );
}

type Reader = Awaited<ReturnType<typeof ask>>['readers'][number];

/** Those who have read it first, then those who have it, then the rest. */
function Read({ readers }: { readers: readonly Reader[] }) {
  const { t } = useTranslation('messages');
  const far = ({ read, delivered }: Reader) => Number(read) * 2 + Number(delivered);
  return (
    <ul className="readers">
      {[...readers]
        .sort((a, b) => far(b) - far(a))
        .map((reader) => (
          <li key={reader.id}>
            <Row
              lead={<Avatar id={reader.id} name={reader.name} picture={reader.avatar} size="s" />}
              title={reader.name}
              trail={
                reader.read ? (
                  <CheckCheck className="ticks ticks-read" role="img" aria-label={t('state_read')} />
                ) : reader.delivered ? (
                  <CheckCheck className="ticks" role="img" aria-label={t('state_delivered')} />
                ) : (
                  <Check className="ticks" role="img" aria-label={t('state_sent')} />
                )
              }
            />
          </li>
        ))}
    </ul>
  );
}
