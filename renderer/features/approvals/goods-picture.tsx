import { Package } from 'lucide-react';
import { classes } from '../../lib/classes.ts';
import { usePicture } from '../../lib/console-context.ts';
import styles from './goods-picture.module.css';

/** The product's picture, or a mark in its place. */
export function GoodsPicture({
  pictureId,
  size,
}: {
  readonly pictureId: string | null;
  readonly size: 'large' | 'small';
}) {
  const dataUri = usePicture(pictureId);
  const look = classes(styles.picture, styles[size]);
  if (dataUri) return <img className={look} src={dataUri} alt="" />;
  return (
    <div className={look} aria-hidden>
      <Package />
    </div>
  );
}
