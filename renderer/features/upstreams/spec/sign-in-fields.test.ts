import { expect, test } from 'vitest';
import { clientDraft, clientOf } from './sign-in-fields.tsx';

const edited = {
  name: 'shop',
  kind: 'http' as const,
  envNames: [],
  headerNames: [],
  oauth: { clientId: 'me', scope: 'read' },
  hasClientSecret: true,
};
const here = { hasSecret: true, isAnew: false };

test('a registered client stays as it is, its secret unseen', () => {
  expect(clientOf(clientDraft(edited), here)).toEqual({
    oauth: { clientId: 'me', clientSecret: null, scope: 'read' },
    problem: null,
  });
});

test('without one there is nothing to save', () => {
  const none = { hasSecret: false, isAnew: false };
  expect(clientOf(clientDraft(undefined), none)).toEqual({ oauth: undefined, problem: null });
  expect(clientOf({ id: '', secret: '', scope: '' }, none)).toEqual({ oauth: undefined, problem: null });
});

test('a secret that was to be replaced and is not given is asked for, and so is one for another server', () => {
  const draft = clientDraft(edited);
  expect(clientOf({ ...draft, secret: '' }, here).problem).toContain('keep the one it has');
  expect(clientOf(draft, { ...here, isAnew: true }).problem).toContain('take it away');
  expect(clientOf({ ...draft, id: '' }, here).problem).toContain('client id');
  expect(clientOf({ ...draft, secret: undefined }, here).oauth).toEqual({ clientId: 'me', scope: 'read' });
});
