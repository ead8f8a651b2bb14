import { grade as grades, gradeFrom, type CatalogueReport } from '../../../contract/catalogue.ts';
import { Words } from '../../ui/words.tsx';
import styles from './grade-reasons.module.css';

/** What a grade says, what it is made of, and where it stands on the scale. */
export function GradeReasons({ report }: { readonly report: CatalogueReport }) {
  const { grade, score, deductions } = report;
  return (
    <div className={styles.reasons}>
      <h3>
        Grade {grade}: {score} of 100
      </h3>
      <p className={styles.soft}>
        How much harm an agent could do here if no policy stood between. It says how much a policy is needed,
        not whether the server is good.
      </p>
      <table className={styles.table}>
        <tbody>
          <tr>
            <td className={styles.points}>100</td>
            <td>to begin with{deductions.length === 0 && ', and nothing speaks against it'}</td>
          </tr>
          {deductions.map(({ points, why }) => (
            <tr key={why}>
              <td className={styles.points}>−{points}</td>
              <td>
                <Words text={why} />
              </td>
            </tr>
          ))}
          {deductions.length > 0 && (
            <tr className={styles.sum}>
              <td className={styles.points}>{score}</td>
              <td>{score === 0 ? 'left; never less than 0' : 'left'}</td>
            </tr>
          )}
        </tbody>
      </table>
      <ol className={styles.scale} aria-label="The scale">
        {grades.options.map((it) => (
          <li key={it} className={it === grade ? styles.here : undefined} aria-current={it === grade}>
            {it} {it === 'F' ? 'below' : `from ${gradeFrom[it]}`}
          </li>
        ))}
      </ol>
    </div>
  );
}
