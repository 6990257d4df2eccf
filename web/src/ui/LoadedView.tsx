import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../locales/error-text.ts';
import { Problem } from './Problem.tsx';
import { SkeletonBlock } from './Skeleton.tsx';
import type { Loaded } from './useLoaded.ts';

/** Shows what was fetched, its shape before it is there, or what went wrong. */
export function LoadedView<T>({
  loaded,
  children,
}: {
  loaded: Loaded<T>;
  children: (value: T) => ReactNode;
}) {
  const { t } = useTranslation('common');
  if (loaded.value !== null) return children(loaded.value);
  if (loaded.failure === null) return <SkeletonBlock label={t('loading')} />;
  return (
    <Problem
      title={t('failedTitle')}
      text={errorText(loaded.failure)}
      retryLabel={t('retry')}
      onRetry={loaded.reload}
    />
  );
}
