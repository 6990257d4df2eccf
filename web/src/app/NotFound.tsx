import { Telescope } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation('shell');
  const [, go] = useLocation();
  return (
    <main id="content" className="shell-nowhere">
      <Empty
        icon={Telescope}
        title={t('notFoundTitle')}
        action={
          <Button variant="primary" onClick={() => go('/', { replace: true })}>
            {t('toChats')}
          </Button>
        }
      >
        {t('notFoundText')}
      </Empty>
    </main>
  );
}
