import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Row } from '../../ui/Row.tsx';
import { ADMIN_SECTIONS, type AdminSection } from './sections.ts';
import './admin.css';

/** The pages of the administration. */
export function AdminNav({ section }: { section: AdminSection | null }) {
  const { t } = useTranslation('admin');
  const [, go] = useLocation();
  return (
    <ul className="admin-nav">
      {ADMIN_SECTIONS.map(({ id, icon }) => (
        <li key={id}>
          <Row
            icon={icon}
            title={t(`sections.${id}`)}
            detail={t(`details.${id}`)}
            selected={id === section}
            onClick={() => go(`/admin/${id}`)}
          />
        </li>
      ))}
    </ul>
  );
}
