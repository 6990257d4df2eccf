import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { CodeInput } from '../../ui/CodeInput.tsx';
import { Field } from '../../ui/Field.tsx';
import type { Action } from '../../ui/useAction.ts';
import { AuthForm } from './AuthForm.tsx';
import { AuthFrame } from './AuthFrame.tsx';

interface SecondFactorProps {
  action: Pick<Action<never[]>, 'busy' | 'failure'>;
  onCode: (code: string) => void;
  onBack: () => void;
}

/** Asks for the code of an authenticator app, or for one of the recovery codes. */
export function SecondFactor({ action, onCode, onBack }: SecondFactorProps) {
  const { t } = useTranslation(['auth', 'common']);
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  return (
    <AuthFrame
      title={t('auth:totpTitle')}
      text={recovery ? undefined : t('auth:totpText')}
      footer={
        <>
          <Button
            variant="ghost"
            onClick={() => {
              setCode('');
              setRecovery(!recovery);
            }}
          >
            {recovery ? t('auth:useApp') : t('auth:useRecovery')}
          </Button>
          <Button variant="ghost" onClick={onBack}>
            {t('common:back')}
          </Button>
        </>
      }
    >
      <AuthForm action={action} submitLabel={t('auth:signIn')} onSubmit={() => onCode(code.trim())}>
        {recovery ? (
          <Field
            label={t('auth:recoveryCode')}
            autoComplete="off"
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        ) : (
          <CodeInput
            label={t('common:code')}
            boxLabel={(digit) => t('common:codeDigit', { digit })}
            value={code}
            onChange={setCode}
            onComplete={onCode}
            wrong={action.failure !== null}
          />
        )}
      </AuthForm>
    </AuthFrame>
  );
}
