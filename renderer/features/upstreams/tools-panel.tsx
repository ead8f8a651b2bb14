import type { CatalogueReport, CatalogueTool } from '../../../contract/catalogue.ts';
import type { UpstreamView } from '../../../contract/model.ts';
import { useData } from '../../lib/console-context.ts';
import { hrefOf } from '../../lib/route.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { CatalogueRow } from './catalogue-row.tsx';
import styles from './tools-panel.module.css';

interface Props {
  readonly upstream: UpstreamView;
  readonly report: CatalogueReport | null;
}

/** Every tool with its class, why, and what a policy might say of it. */
export function ToolsPanel({ upstream, report }: Props) {
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
  return (
    <div className={styles.panel}>
      <p className={styles.hint}>
        Classed by name, description and arguments; what a server says of itself never makes a tool more
        harmless. Rules are on the <a href={hrefOf('tools')}>Tools page</a>.
      </p>
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
