import { useEffect, useState } from 'react';
import Cropper, { type Area } from 'react-easy-crop';
import 'react-easy-crop/react-easy-crop.css';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { cropped } from './crop.ts';

const LARGEST_ZOOM = 4;

interface AvatarCropProps {
  file: File;
  onCancel: () => void;
  onDone: (picture: Blob) => void;
}

/** Chooses the square of a picture that is shown as a circle everywhere. */
export function AvatarCrop({ file, onCancel, onDone }: AvatarCropProps) {
  const { t } = useTranslation(['settings', 'common']);
  const [source, setSource] = useState<string | null>(null);
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [area, setArea] = useState<Area | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(file);
    setSource(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  const done = async () => {
    if (area) onDone(await cropped(file, area));
  };
  return (
    <Dialog
      title={t('settings:profile.cropTitle')}
      closeLabel={t('common:close')}
      onClose={onCancel}
      actions={
        <>
          <Button variant="ghost" onClick={onCancel}>
            {t('common:cancel')}
          </Button>
          <Button variant="primary" onClick={() => void done()}>
            {t('common:done')}
          </Button>
        </>
      }
    >
      <div className="avatar-crop">
        {source && (
          <Cropper
            image={source}
            crop={crop}
            zoom={zoom}
            maxZoom={LARGEST_ZOOM}
            aspect={1}
            cropShape="round"
            showGrid={false}
            disableAutomaticStylesInjection
            onCropChange={setCrop}
            onZoomChange={setZoom}
            onCropComplete={(_, pixels) => setArea(pixels)}
          />
        )}
      </div>
      <label className="avatar-crop-zoom">
        <span>{t('settings:profile.zoom')}</span>
        <input
          type="range"
          min={1}
          max={LARGEST_ZOOM}
          step={0.05}
          value={zoom}
          onChange={(event) => setZoom(Number(event.target.value))}
        />
      </label>
    </Dialog>
  );
}
