import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Account } from '../api/accounts.ts';
import { classes } from '../lib/classes.ts';
import { SkeletonBlock, SkeletonRows } from '../ui/Skeleton.tsx';
import { AdminArea } from './AdminArea.tsx';
import { ChatsColumn } from './ChatsColumn.tsx';
import { Keys } from './Keys.tsx';
import { NotFound } from './NotFound.tsx';
import { useOpenedNotices, usePush } from './push.ts';
import { invitationOf, type Place, placeOf } from './routes.ts';
import { SettingsArea } from './SettingsArea.tsx';
import { ChatSlot, InfoSlot, JoinSlot, startSession, useChatNews, useUnread } from './slots.tsx';
import { useAccountPreferences } from './useAccountPreferences.ts';
import { useTitle } from './useTitle.ts';
import './shell.css';

/** The signed-in client: list, chat and details side by side; one of them at a time on a phone. */
export function Shell({ account }: { account: Account }) {
  const { t } = useTranslation('shell');
  const [path] = useLocation();
  const invitation = invitationOf(path);
  const place = placeOf(invitation === null ? path : '/');
  const { id, token } = account;
  // A new name or picture is no other session.
  useEffect(() => startSession({ id, token }), [id, token]);
  useAccountPreferences(account.id);
  useTitle(useUnread());
  useChatNews(account);
  usePush(account.id);
  useOpenedNotices();
  if (!place) return <NotFound />;
  return (
    <div className={classes('shell', depth(place))}>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Keys account={account} place={place} />
      <Columns account={account} place={place} />
      <Suspense>{invitation !== null && <JoinSlot code={invitation} />}</Suspense>
    </div>
  );
}

/** Which column fills a phone. */
function depth({ chat, info, section }: Place): string {
  if (info) return 'shell-at-info';
  return chat !== null || section !== null ? 'shell-at-main' : 'shell-at-list';
}

function Columns({ account, place }: { account: Account; place: Place }) {
  const { t } = useTranslation(['shell', 'common']);
  if (place.area === 'admin') return <AdminArea account={account} section={place.section} />;
  if (place.area === 'settings') return <SettingsArea account={account} section={place.section} />;
  return (
    <>
      <nav className="shell-list" aria-label={t('shell:chatList')}>
        <Suspense fallback={<SkeletonRows label={t('common:loading')} />}>
          <ChatsColumn account={account} chat={place.chat} />
        </Suspense>
      </nav>
      <main className="shell-main" id="content" tabIndex={-1} aria-label={t('shell:chat')}>
        <Suspense fallback={<SkeletonBlock label={t('common:loading')} />}>
          <ChatSlot account={account} chat={place.chat} />
        </Suspense>
      </main>
      {place.chat !== null && place.info && (
        <aside className="shell-info" aria-label={t('shell:info')}>
          <Suspense fallback={<SkeletonRows label={t('common:loading')} />}>
            <InfoSlot account={account} chat={place.chat} />
          </Suspense>
        </aside>
      )}
    </>
  );
}
