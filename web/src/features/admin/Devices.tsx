import { Laptop } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { http } from '../../api/current.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { LoadedView } from '../../ui/LoadedView.tsx';
import { Row } from '../../ui/Row.tsx';
import { useChange } from '../../ui/useChange.ts';
import { useLoaded } from '../../ui/useLoaded.ts';

/** Devices that accounts were made on, and letting one make accounts again. */
export function Devices() {
  const { t, i18n } = useTranslation('admin');
  const change = useChange();
  const loaded = useLoaded((signal) => http.get('/api/admin/devices', { signal }));
  const forget = (deviceId: string) =>
    change(async () => {
      await http.delete('/api/admin/devices/{deviceId}', { path: { deviceId } });
      loaded.reload();
    }, t('devices.forgotten'));
  return (
    <LoadedView loaded={loaded}>
      {({ devices }) =>
        devices.length === 0 ? (
          <Empty icon={Laptop} title={t('devices.none')} />
        ) : (
          <section className="admin-card" aria-label={t('sections.devices')}>
            <ul>
              {devices.map(({ deviceId, accountsCount, createdAt }) => (
                <li key={deviceId}>
                  <Row
                    icon={Laptop}
                    title={<code>{deviceId}</code>}
                    detail={t('devices.detail', {
                      count: accountsCount,
                      date: new Date(createdAt).toLocaleDateString(i18n.language, { dateStyle: 'medium' }),
                    })}
                    trail={
                      <Button variant="ghost" onClick={() => void forget(deviceId)}>
                        {t('devices.forget')}
                      </Button>
                    }
                  />
                </li>
              ))}
            </ul>
          </section>
        )
      }
    </LoadedView>
  );
}
