import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

/** Stands where one writes, in a browser that is no encryption device of the account. */
export function NoDevice({ state }: { state: 'unlinked' | 'removed' }) {
  const { t } = useTranslation('encryption');
  return (
    <p className="composer-closed">
      {t(state === 'removed' ? 'removedBanner' : 'unlinkedBanner')}{' '}
      <Link href="/settings/encryption">{t('openSettings')}</Link>
    </p>
  );
}
