import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCurrentClient } from '../../store/current-client.ts';
import { told } from '../../store/told.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { useAction } from '../../ui/useAction.ts';
import { useChange } from '../../ui/useChange.ts';
import { ActionForm } from './ActionForm.tsx';
import { Group } from './Group.tsx';

/** Takes the code of a new device, and signs for it once the user says that both show the same digits. */
export function AdmitDevice() {
  const { t } = useTranslation('encryption');
  const client = useCurrentClient();
  const change = useChange();
  const [code, setCode] = useState('');
  const [digits, setDigits] = useState<string | null>(null);
  const action = useAction(async () => setDigits(client ? await told(client.service.linkAdmit(code)) : null));
  const confirm = async () => {
    if (!(await change(async () => client && told(client.service.linkConfirm())))) return;
    setDigits(null);
    setCode('');
    toast(t('link.admitted'), { kind: 'success' });
  };
  const refuse = () => {
    void client?.service.linkStop();
    setDigits(null);
  };
  return (
    <Group title={t('link.admitTitle')} hint={t('link.admitHint')}>
      {digits === null ? (
        <ActionForm action={action} submitLabel={t('link.admit')} onSubmit={() => void action.run()}>
          <Field
            label={t('link.codeOfNew')}
            autoComplete="off"
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        </ActionForm>
      ) : (
        <>
          <p role="status">
            {t('link.compare')} <output className="recovery-code">{digits}</output>
          </p>
          <Button variant="primary" onClick={() => void confirm()}>
            {t('link.same')}
          </Button>
          <Button variant="ghost" onClick={refuse}>
            {t('link.different')}
          </Button>
        </>
      )}
    </Group>
  );
}
