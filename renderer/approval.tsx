import './lib/zod-without-eval.ts';
import { ApprovalPages } from './approval-pages.tsx';
import { mount } from './mount.tsx';

// The window's own bridge knows no command but answers.
mount(<ApprovalPages />, { canManage: false });
