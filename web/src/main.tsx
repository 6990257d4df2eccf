import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { accounts } from './api/accounts.ts';
import { App } from './app/App.tsx';
import { keepInstallOffer } from './app/install.ts';
import { beginAsAsked } from './app/push.ts';
import { keepClient } from './app/service-worker.ts';
import { fetchPlace, startSession } from './app/slots.tsx';
import { startTexts } from './locales/i18n.ts';
import { startTheme } from './ui/theme.ts';
import './ui/base.css';

async function start(): Promise<void> {
  startTheme();
  beginAsAsked();
  keepInstallOffer();
  const active = location.pathname.startsWith('/add-account') ? null : accounts().active;
  // The worker reads what is stored while the page still loads its texts and code.
  if (active) startSession(active);
  await Promise.all([startTexts(), active && fetchPlace(location.pathname)]);
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  await keepClient();
}

void start();
