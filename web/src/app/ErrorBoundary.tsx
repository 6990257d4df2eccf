import { Rocket } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';

/**
 * Stands in for whatever broke while it was drawn. Drafts and unsent messages are in the local store, not in the
 * components, so nothing of them is lost.
 */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation('shell');
  return (
    <main>
      <Empty
        icon={Rocket}
        title={t('crashTitle')}
        action={
          <Button variant="primary" onClick={() => location.reload()}>
            {t('reload')}
          </Button>
        }
      >
        {t('crashText')}
      </Empty>
    </main>
  );
}
