import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { keepInstallOffer } from './app/install.ts';
import { beginAsAsked } from './app/push.ts';
import { keepClient } from './app/service-worker.ts';
import { startTexts } from './locales/i18n.ts';
import { startTheme } from './ui/theme.ts';
import './ui/base.css';

startTheme();
beginAsAsked();
keepInstallOffer();
await startTexts();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void keepClient();
