import type { CatalogueReport } from '../../../contract/catalogue.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { GradeReasons } from './grade-reasons.tsx';
import styles from './risks-panel.module.css';

/** How the grade came about, and what this kind of access invites. */
export function RisksPanel({ report }: { readonly report: CatalogueReport | null }) {
  if (!report) return null;
  if (report.tools.length === 0) {
    return <EmptyState title="Nothing to judge yet">The server has not listed any tools.</EmptyState>;
  }
  return (
    <div className={styles.panel}>
      <section aria-label="The grade" className={styles.block}>
        <GradeReasons report={report} />
      </section>
      <section aria-label="What this access invites" className={styles.block}>
        <h3>What this access invites</h3>
        <ul className={styles.patterns}>
          {report.patterns.map(({ id, title, how, here }) => (
            <li key={id} className={styles.pattern}>
              <h4 className={styles.title}>
                {title}
                <span className={styles.count}>{countText(report, id)}</span>
              </h4>
              <p>{how}</p>
              <p className={styles.soft}>
                <strong>Here:</strong> {here}
              </p>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function countText({ tools }: CatalogueReport, id: CatalogueReport['patterns'][number]['id']): string {
  const count = tools.filter((it) => it.patterns.includes(id)).length;
  if (count === tools.length) return count === 1 ? 'its tool' : 'all tools';
  return count === 1 ? '1 tool' : `${count} tools`;
}
