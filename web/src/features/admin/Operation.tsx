import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, networkError } from '../../api/error.ts';
import { errorText } from '../../locales/error-text.ts';
import { Button } from '../../ui/Button.tsx';
import { PasswordField } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { Health } from './Health.tsx';

/** The operator's switch. It has a token of its own because it must work when nobody can sign in. */
async function toggleMaintenance(token: string): Promise<boolean> {
  const response = await fetch('/admin/toggle-maintenance', {
    method: 'POST',
    headers: { 'x-admin-token': token },
  }).catch((cause: unknown) => {
    throw networkError(cause);
  });
  const answer: { message?: string; code?: string } = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, answer.code ?? 'internal', 'maintenance');
  return answer.message === 'maintenance_enabled';
}

/** Health, and switching the service off for everybody. */
export function Operation() {
  const { t } = useTranslation(['admin', 'common']);
  const [token, setToken] = useState('');
  const [on, setOn] = useState<boolean | null>(null);
  const action = useAction(async () => {
    const now = await toggleMaintenance(token);
    setOn(now);
    toast(t(now ? 'admin:operation.on' : 'admin:operation.off'), { kind: 'success' });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void action.run();
  };
  return (
    <>
      <Health />
      <section className="admin-card" aria-label={t('admin:operation.maintenance')}>
        <form className="admin-form" onSubmit={submit}>
          <h3>{t('admin:operation.maintenance')}</h3>
          <p>{t('admin:operation.text')}</p>
          <PasswordField
            label={t('admin:operation.token')}
            hint={t('admin:operation.tokenHint')}
            showLabel={t('common:showPassword')}
            hideLabel={t('common:hidePassword')}
            autoComplete="off"
            required
            value={token}
            error={action.failure ? errorText(action.failure) : null}
            onChange={(event) => setToken(event.target.value)}
          />
          <Button type="submit" variant={on ? 'primary' : 'danger'} busy={action.busy}>
            {on === null
              ? t('admin:operation.toggle')
              : t(on ? 'admin:operation.turnOff' : 'admin:operation.turnOn')}
          </Button>
        </form>
      </section>
    </>
  );
}
