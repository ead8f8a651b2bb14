import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { ConsoleContext } from './lib/console-context.ts';
import { createConsole } from './lib/create-console.ts';
import { showRememberedTheme } from './lib/theme.ts';
import { TooltipProvider } from './ui/tooltip.tsx';
import './styles/tokens.css';
import './styles/base.css';

/** Draws a page into its document. */
export function mount(page: ReactNode, { canManage = true } = {}): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  showRememberedTheme();
  createRoot(root).render(
    <StrictMode>
      <ConsoleContext value={createConsole({ canManage })}>
        <TooltipProvider>{page}</TooltipProvider>
      </ConsoleContext>
    </StrictMode>,
  );
}
