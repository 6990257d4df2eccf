import { ArrowLeft, Settings } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Account } from '../api/accounts.ts';
import { isSection } from '../features/settings/sections.ts';
import { IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { SkeletonBlock, SkeletonRows } from '../ui/Skeleton.tsx';
import { PhoneHeading } from './PhoneHeading.tsx';

const SettingsNav = lazy(() =>
  import('../features/settings/SettingsNav.tsx').then((m) => ({ default: m.SettingsNav })),
);
const SettingsPage = lazy(() =>
  import('../features/settings/SettingsPage.tsx').then((m) => ({ default: m.SettingsPage })),
);

/** The settings: their list on the left, the open section beside it. */
export function SettingsArea({ account, section }: { account: Account; section: string | null }) {
  const { t } = useTranslation(['shell', 'common']);
  const [, go] = useLocation();
  const open = isSection(section) ? section : null;
  const back = (to: string, className?: string) => (
    <IconButton icon={ArrowLeft} label={t('common:back')} className={className} onClick={() => go(to)} />
  );
  return (
    <>
      <nav className="shell-list" aria-label={t('shell:settings')}>
        <header className="column-header">
          {back('/')}
          <h1 className="column-title">{t('shell:settings')}</h1>
        </header>
        <Suspense fallback={<SkeletonRows label={t('common:loading')} />}>
          <SettingsNav account={account} section={open} />
        </Suspense>
      </nav>
      <main className="shell-main" id="content" tabIndex={-1}>
        <PhoneHeading text={t('shell:settings')} />
        {open ? (
          <Suspense fallback={<SkeletonBlock label={t('common:loading')} />}>
            <SettingsPage account={account} section={open} back={back('/settings', 'phone-only')} />
          </Suspense>
        ) : (
          <Empty icon={Settings} title={t('shell:settingsTitle')}>
            {t('shell:settingsText')}
          </Empty>
        )}
      </main>
    </>
  );
}
