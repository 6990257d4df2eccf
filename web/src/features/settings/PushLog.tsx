import { BellRing } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { ago } from '../../lib/ago.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Row } from '../../ui/Row.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';
import { Group } from './Group.tsx';

const SHOWN = 20;
const TONES = { sent: 'success', later: 'warning', unneeded: 'muted' } as const;

/** A trial of push messages, and what became of the last ones. */
export function PushLog() {
  const { t, i18n } = useTranslation('settings');
  const change = useChange();
  const loaded = useLoaded((signal) => http.get('/api/push/log', { signal }));
  const trial = () =>
    change(async () => {
      await http.post('/api/push/test');
      loaded.reload();
    }, t('push.tried'));
  return (
    <Group title={t('push.title')} hint={t('push.hint')}>
      <div className="push-actions">
        <Button icon={BellRing} onClick={() => void trial()}>
          {t('push.try')}
        </Button>
        <Button variant="ghost" onClick={loaded.reload}>
          {t('push.refresh')}
        </Button>
      </div>
      <LoadedView loaded={loaded}>
        {({ deliveries }) =>
          deliveries.length === 0 ? (
            <p className="settings-note">{t('push.none')}</p>
          ) : (
            <ul aria-label={t('push.log')}>
              {deliveries
                .slice(0, SHOWN)
                .map(({ at, subscription, service, here, kind, outcome, status }) => (
                  <li key={`${at} ${subscription} ${kind}`}>
                    <Row
                      title={t(`push.kind_${kind}`)}
                      detail={`${ago(at, i18n.language)} · ${here ? t('push.here') : service}${status === null ? '' : ` · ${status}`}`}
                      trail={<Badge tone={toneOf(outcome)}>{t(`push.outcome_${outcome}`)}</Badge>}
                    />
                  </li>
                ))}
            </ul>
          )
        }
      </LoadedView>
    </Group>
  );
}

function toneOf(outcome: string): 'success' | 'warning' | 'muted' | 'danger' {
  return TONES[outcome as keyof typeof TONES] ?? 'danger';
}
