import { BellRing, CloudOff, LoaderCircle, Snail } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { allowNotifications, mayAskToNotify, onMissed, setNotifying, wasMissed } from '../ui/notify.ts';
import { useLink } from './slots.tsx';
import './banners.css';

function subscribe(listener: () => void): () => void {
  for (const name of ['online', 'offline']) window.addEventListener(name, listener);
  return () => {
    for (const name of ['online', 'offline']) window.removeEventListener(name, listener);
  };
}

/** Above the list: that there is no network, or what the connection is doing; nothing while all is well. */
export function ConnectionBanner() {
  const { t } = useTranslation('shell');
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const link = useLink();
  const state = online ? link : 'offline';
  return (
    <div className="banner-place" role="status">
      {state === 'offline' && (
        <p className="banner">
          <CloudOff aria-hidden="true" />
          {t(online ? 'unreachable' : 'offline')}
        </p>
      )}
      {state === 'slow' && (
        <p className="banner banner-quiet">
          <Snail aria-hidden="true" />
          {t('slow')}
        </p>
      )}
      {(state === 'connecting' || state === 'updating') && (
        <p className="banner banner-quiet">
          <LoaderCircle aria-hidden="true" className="banner-turning" />
          {t(state)}
        </p>
      )}
    </div>
  );
}

/** Asks to tell news, once, after something came while the page was out of sight. */
export function NotifyBanner() {
  const { t } = useTranslation('shell');
  const missed = useSyncExternalStore(onMissed, wasMissed);
  const [answered, setAnswered] = useState(false);
  if (!missed || answered || !mayAskToNotify()) return null;
  const answer = async (yes: boolean) => {
    setAnswered(true);
    setNotifying(yes && (await allowNotifications()));
  };
  return (
    <section className="banner banner-ask" aria-label={t('notifyAsk')}>
      <BellRing aria-hidden="true" />
      <p>{t('notifyAsk')}</p>
      <Button variant="ghost" onClick={() => void answer(false)}>
        {t('notifyNo')}
      </Button>
      <Button variant="secondary" onClick={() => void answer(true)}>
        {t('notifyYes')}
      </Button>
    </section>
  );
}
