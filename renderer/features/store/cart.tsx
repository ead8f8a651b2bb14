import type { CartView } from '../../../contract/model.ts';
import { LineUndo } from '../../lib/undo/line-undo.tsx';
import { formatMinor, formatTime } from '../../lib/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import styles from './cart.module.css';

/** The cart as it was last read. */
export function Cart({ cart }: { readonly cart: CartView | null }) {
  if (!cart)
    return (
      <Section title="Cart">
        <EmptyState title="The cart has not been read yet">
          The browser starts with the first call of an agent, or with “Refresh”.
        </EmptyState>
      </Section>
    );
  if (cart.lines.length === 0)
    return (
      <Section title="Cart" aside={<ReadAt at={cart.readAt} />}>
        <EmptyState title="The cart is empty">What agents add, after your approval, shows here.</EmptyState>
      </Section>
    );
  return (
    <Section title="Cart" aside={<ReadAt at={cart.readAt} />}>
      <table className={styles.cart}>
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col" className={styles.price}>
              Price
            </th>
            <th scope="col">Qty</th>
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {cart.lines.map((line) => (
            <tr key={line.asin}>
              <td>
                {line.title}
                <span className={styles.asin}>{line.asin}</span>
                <LineUndo asin={line.asin} />
              </td>
              <td className={styles.price}>{formatMinor(line.priceMinor, cart.currency) ?? 'unknown'}</td>
              <td>{line.quantity}</td>
              <td>{formatMinor(line.totalMinor, cart.currency) ?? 'unknown'}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Subtotal</th>
            <td className={styles.price} />
            <td>{cart.count}</td>
            <td className={styles.subtotal}>{formatMinor(cart.subtotalMinor, cart.currency) ?? 'unknown'}</td>
          </tr>
        </tfoot>
      </table>
    </Section>
  );
}

function ReadAt({ at }: { readonly at: number }) {
  return <span className={styles.read}>as of {formatTime(at)}</span>;
}
