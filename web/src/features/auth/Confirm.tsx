import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { errorText } from '../../locales/error-text.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeInput } from '../../ui/CodeInput.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { useCountdown } from '../../ui/useCountdown.ts';
import { AuthForm } from './AuthForm.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { confirm, resendCode } from './session.ts';

/** The server sends one code a minute to an address. */
const RESEND_SECONDS = 60;

/** The mailed code that makes a new account usable. */
export function Confirm() {
  const { t } = useTranslation(['auth', 'common']);
  const [, go] = useLocation();
  const email = useHistoryState<{ email?: string } | null>()?.email;
  const [code, setCode] = useState('');
  const { left, start } = useCountdown(RESEND_SECONDS);
  const action = useAction(async (digits: string) => {
    await confirm(email ?? '', digits);
    go('~/', { replace: true });
  });
  const again = async () => {
    try {
      await resendCode(email ?? '');
      start();
      setCode('');
      action.clear();
      toast(t('auth:resent'), { kind: 'success' });
    } catch (failure) {
      toast(errorText(failure), { kind: 'error' });
    }
  };
  if (!email) return <Redirect to="/" />;
  return (
    <AuthFrame
      title={t('auth:confirmTitle')}
      text={t('auth:confirmText', { email })}
      footer={
        <>
          <Button variant="ghost" disabled={left > 0} onClick={() => void again()}>
            {left > 0 ? t('auth:resendIn', { seconds: left }) : t('auth:resend')}
          </Button>
          <Button variant="ghost" onClick={() => go('/register')}>
            {t('auth:otherEmail')}
          </Button>
        </>
      }
    >
      <AuthForm action={action} submitLabel={t('common:continue')} onSubmit={() => void action.run(code)}>
        <CodeInput
          label={t('common:code')}
          boxLabel={(digit) => t('common:codeDigit', { digit })}
          value={code}
          onChange={setCode}
          onComplete={(digits) => void action.run(digits)}
          wrong={action.failure !== null}
        />
      </AuthForm>
    </AuthFrame>
  );
}
