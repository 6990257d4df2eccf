import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useRouter } from 'wouter';
import type { Account } from '../../api/accounts.ts';
import { ApiError } from '../../api/error.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, PasswordField } from '../../ui/Field.tsx';
import { useAction } from '../../ui/useAction.ts';
import { AuthForm } from './AuthForm.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { ReplacePassword } from './ReplacePassword.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import { signIn } from './session.ts';

/** Signing in, with the second factor and a forced new password where the account needs them. */
export function SignIn() {
  const { t } = useTranslation(['auth', 'common']);
  const [, go] = useLocation();
  const { base } = useRouter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [needsFactor, setNeedsFactor] = useState(false);
  const [mustChange, setMustChange] = useState<Account | null>(null);
  const action = useAction(async (totp?: string) => {
    try {
      const account = await signIn(email.trim(), password, totp);
      if (account) setMustChange(account);
      // Anywhere else the place that was asked for appears by itself.
      else if (base !== '') go('~/', { replace: true });
    } catch (failure) {
      goOn(failure);
    }
  });
  const goOn = (failure: unknown) => {
    const code = failure instanceof ApiError ? failure.code : null;
    if (code === 'totp_required') setNeedsFactor(true);
    else if (code === 'email_not_confirmed') go('/confirm', { state: { email: email.trim() } });
    else throw failure;
  };

  if (mustChange) return <ReplacePassword account={mustChange} known={password} />;
  if (needsFactor) {
    return (
      <SecondFactor
        action={action}
        onCode={(code) => void action.run(code)}
        onBack={() => setNeedsFactor(false)}
      />
    );
  }
  return (
    <AuthFrame
      title={t('auth:signInTitle')}
      footer={
        <>
          <Button variant="ghost" onClick={() => go('/forgot')}>
            {t('auth:forgot')}
          </Button>
          <Button variant="ghost" onClick={() => go('/register')}>
            {t('auth:toRegister')}
          </Button>
        </>
      }
    >
      <AuthForm action={action} submitLabel={t('auth:signIn')} onSubmit={() => void action.run()}>
        <Field
          label={t('common:email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={t('common:password')}
          showLabel={t('common:showPassword')}
          hideLabel={t('common:hidePassword')}
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </AuthForm>
    </AuthFrame>
  );
}
