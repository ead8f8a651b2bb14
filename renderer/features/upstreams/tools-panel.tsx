import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { CatalogueReport, CatalogueTool } from '../../../contract/catalogue.ts';
import type { UpstreamView } from '../../../contract/model.ts';
import { useData, useIsConnected } from '../../lib/console-context.ts';
import { hrefOf } from '../../lib/route.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { CatalogueRow } from './catalogue-row.tsx';
import { RecommendedDialog } from './recommended-dialog.tsx';
import { planRecommended } from './recommended-plan.ts';
import styles from './tools-panel.module.css';

interface Props {
  readonly upstream: UpstreamView;
  readonly report: CatalogueReport | null;
}

/** Every tool with its class, why, and what a policy might say of it. */
export function ToolsPanel({ upstream, report }: Props) {
  const isConnected = useIsConnected();
  const [isPlanning, setIsPlanning] = useState(false);
  const policy = useData((data) =>
    data.policies.find((it) => it.upstream === upstream.name && it.grantId === null),
  );
  if (upstream.tools.length === 0) {
    return (
      <EmptyState title="No tools yet">
        {upstream.state === 'ready'
          ? 'This server offers none.'
          : 'They show here once the server has started and listed them.'}
      </EmptyState>
    );
  }
  if (!report) return null;
  const described = new Map(upstream.tools.map((it) => [it.name, it]));
  const { steps } = planRecommended(policy?.document, report.tools);
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <p className={styles.hint}>
          Classed by name, description and arguments; what a server says of itself never makes a tool more
          harmless. Rules are on the <a href={hrefOf('tools')}>Tools page</a>.
        </p>
        {steps.length > 0 && (
          <Button
            icon={<ListChecks aria-hidden />}
            disabled={!isConnected}
            onClick={() => setIsPlanning(true)}
          >
            Use all recommended rules…
          </Button>
        )}
      </div>
      <ul className={styles.tools}>
        {[...report.tools].sort(byGravity).map((tool) => (
          <CatalogueRow
            key={tool.name}
            upstream={upstream.name}
            tool={tool}
            definition={described.get(tool.name)}
            document={policy?.document}
            isChanged={upstream.changedTools?.includes(tool.name) ?? false}
          />
        ))}
      </ul>
      {isPlanning && (
        <RecommendedDialog
          upstream={upstream.name}
          tools={report.tools}
          document={policy?.document}
          onClose={() => setIsPlanning(false)}
        />
      )}
    </div>
  );
}

const gravity = { critical: 0, high: 1, medium: 2, low: 3 } as const;

/** What is found in a definition first, then the gravest; else as the server lists them. */
function byGravity(a: CatalogueTool, b: CatalogueTool): number {
  return alarms(b) - alarms(a) || gravity[a.risk] - gravity[b.risk];
}

function alarms({ findings }: CatalogueTool): number {
  return findings.some((it) => it.level === 'alarm') ? 1 : 0;
}
