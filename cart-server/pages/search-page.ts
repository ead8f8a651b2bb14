import type { Page } from 'playwright-core';
import type { RawSearch } from '../parse/search.ts';
import { groceryDepartment, type Grocery } from './grocery.ts';

/** Straight to the results by address: the page's own search buttons may be somebody else's ("agent search"). */
export function searchPath(query: string, grocery?: Grocery): string {
  const params = new URLSearchParams({ k: query, ...(grocery && { i: groceryDepartment(grocery) }) });
  return `/s?${params.toString()}`;
}

/** Appears once the results, or the word that there are none, are on the page. */
export const searchReady =
  '[data-component-type="s-search-result"][data-asin], [data-component-type="s-search-results"], .s-main-slot, .s-no-results';

export async function collectSearch(page: Page): Promise<RawSearch> {
  return page.evaluate(collect);
}

/** Runs in the page: everything it needs is inside. */
function collect() {
  const text = (element: Element | null | undefined) => {
    if (!element) return null;
    const copy = element.cloneNode(true) as Element; // cloning an element gives an element
    copy.querySelectorAll('script, style, noscript').forEach((it) => it.remove());
    return copy.textContent.replaceAll(/\s+/g, ' ').trim() || null;
  };
  const cards = [...document.querySelectorAll('[data-component-type="s-search-result"][data-asin]')].map(
    (card) => {
      const title = card.querySelector('a h2') ?? card.querySelector('h2 a');
      // A heading before the title is the brand; one after it is a badge ("certified").
      const brand = [...card.querySelectorAll('h2')].find(
        (it) =>
          title !== null &&
          !it.contains(title) &&
          (it.compareDocumentPosition(title) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
      );
      const others =
        card.querySelector('[data-cy="secondary-offer-recipe"]') ??
        card.querySelector('a[href*="/gp/offer-listing/"]')?.closest('.a-row');
      return {
        asin: card.getAttribute('data-asin') ?? '',
        title: text(title),
        brand: text(brand),
        // Of the shop's own offer: those of other sellers stand apart.
        price: text(
          [...card.querySelectorAll('.a-price:not(.a-text-price) .a-offscreen')].find(
            (it) => !others?.contains(it),
          ),
        ),
        otherOffers: text(others),
        otherOffersPrice: text(others?.querySelector('.a-price .a-offscreen, .a-color-base')),
        ratings: [...card.querySelectorAll('.a-icon-alt')].flatMap((it) => text(it) ?? []),
        isSponsored:
          card.matches('.AdHolder') ||
          card.querySelector('.AdHolder, .puis-sponsored-label-text, .s-sponsored-label-text') !== null,
      };
    },
  );
  const messages = [
    ...document.querySelectorAll(
      '.s-no-results, [data-cel-widget*="BANNER_MESSAGE"], .s-main-slot .s-no-outline',
    ),
  ]
    .map(text)
    .join(' ');
  return {
    cards,
    hasNoResults:
      document.querySelector('.s-no-results') !== null ||
      /no results for|keine ergebnisse für|aucun résultat pour|no hay resultados para|nessun risultato per|nenhum resultado para|geen resultaten voor|brak wyników dla|inga (?:resultat|träffar) för|için sonuç (?:bulunamadı|yok)|لا توجد نتائج|に一致する商品はありません/i.test(
        messages,
      ),
    hasSimilarOnly:
      /similar search|ähnliche suche|recherche similaire|búsqueda similar|ricerca simile|pesquisa semelhante|(?:vergelijkbare|soortgelijke) zoekopdracht|podobn\w+ wyszukiwa|liknande sökning|benzer arama|類似した検索/i.test(
        messages,
      ),
  };
}
