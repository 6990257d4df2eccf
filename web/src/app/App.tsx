import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Switch } from 'wouter';
import { accounts, onAccounts } from '../api/accounts.ts';
import { ToastRegion } from '../ui/ToastRegion.tsx';
import { Entrance } from './Entrance.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Shell } from './Shell.tsx';

const Showcase = import.meta.env.DEV
  ? lazy(() => import('./Showcase.tsx').then((module) => ({ default: module.Showcase })))
  : null;

/** The whole client: the entrance for nobody, the shell for an account, each account with a shell of its own. */
export function App() {
  const { t } = useTranslation();
  const { active } = useSyncExternalStore(onAccounts, accounts);
  return (
    <ErrorBoundary>
      <Switch>
        {Showcase && (
          <Route path="/ui">
            <Suspense>
              <Showcase />
            </Suspense>
          </Route>
        )}
        <Route path="/add-account/*?">
          <Entrance base="/add-account" />
        </Route>
        <Route>{active ? <Shell key={active.id} account={active} /> : <Entrance base="" />}</Route>
      </Switch>
      <ToastRegion label={t('notifications')} closeLabel={t('close')} />
    </ErrorBoundary>
  );
}
