// Entry of the page: joins the exposed bridge to the screens.
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../styles/main.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { exposedBridge } from '../bridge/client.ts';
import { createConsole } from '../bridge/queries.ts';
import { App } from './App.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <App console={createConsole(exposedBridge())} />
  </StrictMode>,
);
