import './lib/zod-without-eval.ts';
import { ApprovalPages } from './approval-pages.tsx';
import { mount } from './mount.tsx';

mount(<ApprovalPages />);
