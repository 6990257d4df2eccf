import { lazy, Suspense } from 'react';
import { Route, Router, Switch } from 'wouter';
import { SignIn } from '../features/auth/SignIn.tsx';

const Register = lazy(() => import('../features/auth/Register.tsx').then((m) => ({ default: m.Register })));
const Confirm = lazy(() => import('../features/auth/Confirm.tsx').then((m) => ({ default: m.Confirm })));
const Forgot = lazy(() => import('../features/auth/Forgot.tsx').then((m) => ({ default: m.Forgot })));

/** What there is before signing in. Any other address shows the sign-in and stays in the bar for afterwards. */
export function Entrance({ base }: { base: string }) {
  return (
    <Router base={base}>
      <Suspense>
        <Switch>
          <Route path="/register" component={Register} />
          <Route path="/confirm" component={Confirm} />
          <Route path="/forgot" component={Forgot} />
          <Route component={SignIn} />
        </Switch>
      </Suspense>
    </Router>
  );
}
