import './lib/zod-without-eval.ts';
import { Console } from './console.tsx';
import { mount } from './mount.tsx';

mount(<Console />);
