import { useMemo, useState } from 'react';
import type { PolicyView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { everyTool } from '../../lib/policy/rule-link.ts';
import { hrefOf, showInstead, useShown } from '../../lib/route.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { GrantSelect } from '../../ui/grant-select.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { RuleEditor } from './rule/rule-editor.tsx';
import type { Subject } from './rule/rule-draft.ts';
import { narrowed, toolsByUpstream } from './tool-facts.ts';
import styles from './tools-page.module.css';
import { UpstreamSection } from './upstream-section.tsx';

/** Every tool of every upstream with its rule, for every client or for one. */
export function ToolsPage() {
  const shown = useShown();
  const upstreams = useData((data) => data.upstreams);
  const policies = useData((data) => data.policies);
  const grants = useData((data) => data.grants);
  const [saved, setSaved] = useState<PolicyView | null>(null);
  const [filter, setFilter] = useState('');
  const grant = grants.find((it) => it.id === shown.get('grant') && it.revokedAt === null) ?? null;
  const all = useMemo(
    () => toolsByUpstream(upstreams, policies, grants, grant),
    [upstreams, policies, grants, grant],
  );
  const found = useMemo(() => all.flatMap((it) => narrowed(it, filter) ?? []), [all, filter]);
  const edited = editedIn(shown, all);
  const show = (upstream?: string, subject?: Subject) =>
    showInstead(
      hrefOf('tools', {
        grant: grant?.id,
        upstream,
        tool: subject === null ? everyTool : subject,
      }),
    );
  return (
    <Page>
      <div className={styles.top}>
        <GrantSelect
          label="Rules for"
          grants={grants}
          policies={policies}
          grantId={grant?.id ?? null}
          onChange={(id) => showInstead(hrefOf('tools', { grant: id ?? undefined }))}
        />
        {all.length > 1 && (
          <SearchField
            label="Filter tools"
            placeholder="Filter by server, tool, effect, risk"
            value={filter}
            onChange={setFilter}
          />
        )}
        <p className={styles.legend} role="status">
          {saved
            ? `Saved as version ${saved.version} of the rules on ${saved.upstream}. The next call is decided by it.`
            : 'A change holds from the next call on. The sliders at the end of a line open its limits and conditions.'}
        </p>
      </div>
      {all.length === 0 && (
        <EmptyState title="No upstreams">
          {grant ? `${grant.name} may not use any upstream.` : 'The bundled cart server is not there.'}
        </EmptyState>
      )}
      {all.length > 0 && found.length === 0 && (
        <EmptyState
          title="No tool matches"
          action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
        >
          All words must appear in the tool, its description, its server, its rule or its risk.
        </EmptyState>
      )}
      {found.map((it) => (
        <UpstreamSection
          key={it.upstream.name}
          {...it}
          isNarrowed={!all.includes(it)}
          grantName={grant?.name ?? null}
          onEdit={(subject) => {
            setSaved(null);
            show(it.upstream.name, subject);
          }}
        />
      ))}
      {edited && (
        <RuleEditor
          key={shown.toString()}
          target={edited.target}
          targetName={grant ? `${grant.name} only` : 'every client'}
          subject={edited.subject}
          tools={edited.tools}
          at={shown.get('at')}
          onClose={() => show()}
          onSaved={(policy) => {
            setSaved(policy);
            show();
          }}
        />
      )}
    </Page>
  );
}

/** What the address asks to edit; undefined when it names nothing that can be. */
function editedIn(shown: URLSearchParams, all: ReturnType<typeof toolsByUpstream>) {
  const section = all.find((it) => it.upstream.name === shown.get('upstream'));
  const name = shown.get('tool');
  if (!section || section.isFollowing || name === null) return undefined;
  const { target, upstream } = section;
  if (name === everyTool) return { target, subject: null, tools: upstream.tools };
  const tool = upstream.tools.find((it) => it.name === name);
  return tool && { target, subject: tool.name, tools: [tool] };
}
