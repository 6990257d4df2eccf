import { ArrowLeft, ShieldCheck } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Account } from '../api/accounts.ts';
import { isAdminSection } from '../features/admin/sections.ts';
import { IconButton } from '../ui/Button.tsx';
import { SkeletonBlock, SkeletonRows } from '../ui/Skeleton.tsx';
import { NotFound } from './NotFound.tsx';
import { PhoneHeading } from './PhoneHeading.tsx';

const AdminNav = lazy(() => import('../features/admin/AdminNav.tsx').then((m) => ({ default: m.AdminNav })));
const AdminPage = lazy(() =>
  import('../features/admin/AdminPage.tsx').then((m) => ({ default: m.AdminPage })),
);

/** The administration; to anybody else this address leads nowhere. The server checks each request anyway. */
export function AdminArea({ account, section }: { account: Account; section: string | null }) {
  const { t } = useTranslation(['shell', 'common']);
  const [, go] = useLocation();
  if (!account.isAdmin) return <NotFound />;
  const open = isAdminSection(section) ? section : 'overview';
  return (
    <>
      <nav className="shell-list" aria-label={t('shell:admin')}>
        <header className="column-header">
          <IconButton icon={ArrowLeft} label={t('common:back')} onClick={() => go('/')} />
          <h1 className="column-title">{t('shell:admin')}</h1>
          <ShieldCheck aria-hidden="true" className="column-mark" />
        </header>
        <Suspense fallback={<SkeletonRows label={t('common:loading')} />}>
          <AdminNav section={open} />
        </Suspense>
      </nav>
      <main className="shell-main" id="content" tabIndex={-1}>
        <PhoneHeading text={t('shell:admin')} />
        <Suspense fallback={<SkeletonBlock label={t('common:loading')} />}>
          <AdminPage
            account={account}
            section={open}
            back={
              <IconButton
                icon={ArrowLeft}
                label={t('common:back')}
                className="phone-only"
                onClick={() => go('/admin')}
              />
            }
          />
        </Suspense>
      </main>
    </>
  );
}
