import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Account } from '../api/accounts.ts';
import { IconButton } from '../ui/Button.tsx';

/** The settings: their list on the left, the open section beside it. */
export function SettingsArea(_: { account: Account; section: string | null }) {
  const { t } = useTranslation(['shell', 'common']);
  const [, go] = useLocation();
  return (
    <nav className="shell-list" aria-label={t('shell:settings')}>
      <header className="column-header">
        <IconButton icon={ArrowLeft} label={t('common:back')} onClick={() => go('/')} />
        <h1 className="column-title">{t('shell:settings')}</h1>
      </header>
    </nav>
  );
}
