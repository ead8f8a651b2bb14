import type { Goods } from '../../../contract/model.ts';
import { formatMinor, formatNumber } from '../../lib/format.ts';
import { GoodsPicture } from './goods-picture.tsx';
import styles from './goods-panel.module.css';

/** The goods of a call: what it is, how much of it, what it costs and what that does to the cart. */
export function GoodsPanel({ goods, titleId }: { readonly goods: Goods; readonly titleId: string }) {
  const { currency, quantity } = goods;
  const price = formatMinor(goods.priceMinor, currency);
  const total = formatMinor(goods.totalMinor, currency);
  const before = formatMinor(goods.subtotalBeforeMinor, currency);
  const after = formatMinor(goods.subtotalAfterMinor, currency);
  return (
    <div className={styles.goods}>
      <GoodsPicture pictureId={goods.pictureId} size="large" />
      <div className={styles.what}>
        <h3 id={titleId} className={styles.title} title={goods.title}>
          {goods.title}
        </h3>
        <p className={styles.meta}>
          {goods.seller !== null && <span>{goods.seller}</span>}
          {goods.asin !== null && <span>{goods.asin}</span>}
        </p>
        {goods.note !== null && <p className={styles.note}>{goods.note}</p>}
      </div>
      <dl className={styles.sums}>
        <Sum name="Unit price" value={price ?? 'unknown'} />
        <Sum name="Quantity" value={quantity === null ? 'unknown' : `× ${formatNumber(quantity)}`} />
        <div className={styles.total}>
          <dt>Total</dt>
          <dd className={total === undefined ? styles.unknown : undefined}>{total ?? 'Price unknown'}</dd>
        </div>
        {before !== undefined && (
          <div className={styles.cart}>
            <dt>Cart</dt>
            <dd>
              <span className={styles.before}>{before}</span>
              <span aria-label="becomes"> → </span>
              <span>{after ?? 'unknown'}</span>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Sum({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={styles.sum}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The shape of the goods while they are looked up. */
export function GoodsSkeleton() {
  return (
    <div className={styles.goods} role="status">
      <GoodsPicture pictureId={null} size="large" />
      <div className={styles.what}>
        <p className={styles.looking}>Looking up product and price…</p>
        <span className={styles.bar} />
        <span className={styles.bar} />
      </div>
      <div className={styles.sums} aria-hidden>
        <span className={styles.bar} />
        <span className={styles.bar} />
        <span className={styles.bar} />
      </div>
    </div>
  );
}
