import { expect, test } from 'vitest';
import { api, apiNames, authority } from '../../contract/api.ts';
import { apiErrorCode } from '../../contract/errors.ts';
import { eventTypes } from '../../contract/events.ts';
import { decisionCode, surface } from '../../contract/model.ts';

// Others depend on these words: stored records, agents, scripts. A change here is a change for them.

test('names of the application API, with who may call them', () => {
  expect(apiNames.map((name) => `${api[name].kind} ${name} ${api[name].authority}`)).toEqual([
    'query console.snapshot view',
    'query calls.list view',
    'query pictures.get view',
    'command approvals.resolve approve',
    'command approvals.resolveMany approve',
    'query approvals.suggestRule view',
    'query remembered.list view',
    'command remembered.revoke manage',
    'query budgets.list view',
    'command calls.undo manage',
    'command gateway.pause manage',
    'command gateway.resume manage',
    'command grants.create manage',
    'command grants.rotate manage',
    'command grants.revoke manage',
    'command grants.setUpstreams manage',
    'command tools.setEffect manage',
    'command policy.save manage',
    'query policy.check view',
    'query policy.explain view',
    'query policy.replay view',
    'query policy.import view',
    'query policy.versions view',
    'command policy.rollBack manage',
    'command policy.remove manage',
    'command upstreams.add manage',
    'command upstreams.remove manage',
    'command upstreams.restart manage',
    'command upstreams.start manage',
    'command upstreams.stop manage',
    'query upstreams.config manage',
    'command upstreams.update manage',
    'query upstreams.health view',
    'query upstreams.logs view',
    'command upstreams.signIn manage',
    'command upstreams.signOut manage',
    'query upstreams.importable manage',
    'query upstreams.readSnippet manage',
    'command upstreams.import manage',
    'query catalogue.get view',
    'query drift.list view',
    'command drift.accept manage',
    'command store.refresh manage',
    'command store.signIn manage',
    'command store.openBrowser manage',
    'command store.saveSession manage',
    'command store.forgetSession manage',
    'query demo.getSwitches view',
    'command demo.setSwitches manage',
    'command settings.set manage',
    'query audit.verify view',
  ]);
  expect(authority.options).toEqual(['view', 'manage', 'approve']);
});

test('types of recorded events', () => {
  expect(eventTypes).toEqual([
    'app.started',
    'app.stopped',
    'gateway.paused',
    'gateway.resumed',
    'tool_call.decided',
    'tool_call.completed',
    'tool_call.failed',
    'tool_call.withdrawn',
    'tool_call.marked_unknown',
    'approval.requested',
    'approval.previewed',
    'approval.waiting_changed',
    'approval.resolved',
    'approval.consumed',
    'approval.expired',
    'remembered.added',
    'remembered.ended',
    'grant.created',
    'grant.rotated',
    'grant.revoked',
    'grant.upstreams_changed',
    'client.connected',
    'policy.saved',
    'policy.removed',
    'upstream.added',
    'upstream.updated',
    'upstream.removed',
    'upstream.state_changed',
    'upstream.sign_in_changed',
    'upstream.tools_listed',
    'tool.definition_changed',
    'tool.definition_restored',
    'tool.definition_accepted',
    'store.signed_in',
    'store.signed_out',
    'store.session_saved',
    'store.session_forgotten',
  ]);
});

test('codes of failed calls of the application API', () => {
  expect(apiErrorCode.options).toEqual([
    'unknown_name',
    'invalid_input',
    'forbidden',
    'not_found',
    'conflict',
    'invalid_policy',
    'unavailable',
    'internal',
  ]);
});

test('codes of decisions, which agents see', () => {
  expect(decisionCode.options).toEqual([
    'allowed',
    'hidden',
    'paused',
    'no_policy',
    'default_deny',
    'denied',
    'requirement',
    'limit',
    'spend',
    'approval_denied',
    'approval_pending',
    'approval_expired',
    'definition_changed',
    'cannot_evaluate',
    'audit_unavailable',
  ]);
});

test('surfaces, which the record names', () => {
  expect(surface.options).toEqual(['console', 'window', 'tray', 'notification', 'shell', 'gateway']);
});
