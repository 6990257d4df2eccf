import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button } from '../../ui/Button.tsx';
import { CodeInput } from '../../ui/CodeInput.tsx';
import { Field, PasswordField } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { AuthForm } from './AuthForm.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { forgotPassword, resetPassword } from './session.ts';

/** A new password by a mailed code. */
export function Forgot() {
  const { t } = useTranslation(['auth', 'common']);
  const [, go] = useLocation();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const ask = useAction(async () => {
    await forgotPassword(email.trim());
    setSent(true);
  });
  const footer = (
    <Button variant="ghost" onClick={() => go('/')}>
      {t('auth:toSignIn')}
    </Button>
  );
  if (sent) return <Reset email={email.trim()} footer={footer} />;
  return (
    <AuthFrame title={t('auth:forgotTitle')} text={t('auth:forgotText')} footer={footer}>
      <AuthForm action={ask} submitLabel={t('auth:sendCode')} onSubmit={() => void ask.run()}>
        <Field
          label={t('common:email')}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </AuthForm>
    </AuthFrame>
  );
}

function Reset({ email, footer }: { email: string; footer: ReactNode }) {
  const { t } = useTranslation(['auth', 'common']);
  const [, go] = useLocation();
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const action = useAction(async () => {
    await resetPassword(email, code, password);
    toast(t('auth:passwordSet'), { kind: 'success' });
    go('/', { replace: true });
  });
  return (
    <AuthFrame title={t('auth:forgotTitle')} text={t('auth:resetText', { email })} footer={footer}>
      <AuthForm action={action} submitLabel={t('auth:setPassword')} onSubmit={() => void action.run()}>
        <CodeInput
          label={t('common:code')}
          boxLabel={(digit) => t('common:codeDigit', { digit })}
          value={code}
          onChange={setCode}
          wrong={action.failure !== null}
        />
        <PasswordField
          label={t('auth:newPassword')}
          hint={t('auth:passwordHint')}
          showLabel={t('common:showPassword')}
          hideLabel={t('common:hidePassword')}
          autoComplete="new-password"
          minLength={6}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </AuthForm>
    </AuthFrame>
  );
}
