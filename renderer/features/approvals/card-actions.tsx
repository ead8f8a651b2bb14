import type { ApprovalView, Reach } from '../../../contract/model.ts';
import type { JsonObject } from '../../../contract/json.ts';
import type { Command } from '../../lib/use-command.ts';
import { BlockPanel } from './block-panel.tsx';
import { ChangePanel } from './change-panel.tsx';
import type { Holding } from './holding.ts';
import type { PanelName } from './panel-name.ts';
import { RulePanel } from './rule-panel.tsx';
import { VerdictButtons } from './verdict-buttons.tsx';
import { WordPanel } from './word-panel.tsx';

interface Props {
  readonly approval: ApprovalView;
  readonly resolve: Command<'approvals.resolve'>;
  readonly holding: Holding;
  readonly panel: PanelName | null;
  readonly onPanel: (panel: PanelName | null) => void;
}

/** What a person can do with one card: the two answers, or the panel that was opened in their place. */
export function CardActions({ approval, resolve, holding, panel, onPanel }: Props) {
  const { id: approvalId } = approval;
  // Problems are shown on the card; the answer itself comes back as an event.
  const approve = (more: { arguments?: JsonObject; reach?: Reach } = {}) =>
    void resolve.run({ approvalId, verdict: 'approve', ...more });
  const deny = (more: { word?: string; reach?: Reach } = {}) =>
    void resolve.run({ approvalId, verdict: 'deny', ...more });
  const close = () => {
    resolve.clear();
    onPanel(null);
  };
  switch (panel) {
    case null:
      return (
        <VerdictButtons
          holding={holding}
          onApprove={() => approve()}
          onDeny={() => deny()}
          onOpen={onPanel}
        />
      );
    case 'change':
      return (
        <ChangePanel
          approval={approval}
          holding={holding}
          onClose={close}
          onApprove={(args) => approve({ arguments: args })}
        />
      );
    case 'session':
    case 'always':
      return (
        <RulePanel
          key={panel}
          kind={panel}
          approval={approval}
          holding={holding}
          onClose={close}
          onApprove={(rule) => approve({ reach: { kind: panel, rule } })}
        />
      );
    case 'word':
      return (
        <WordPanel holding={holding} onClose={close} onDeny={(word) => deny(word === '' ? {} : { word })} />
      );
    case 'block':
      return (
        <BlockPanel
          approval={approval}
          holding={holding}
          onClose={close}
          onDeny={(word) => deny({ reach: { kind: 'block' }, ...(word !== '' && { word }) })}
        />
      );
  }
}
