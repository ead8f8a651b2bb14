import type { DemoSwitches } from '../../contract/demo-switches.ts';

/** What the shop says, by language. `{}` is where a value goes. */
export interface Texts {
  readonly lang: string;
  readonly signIn: string;
  readonly greeting: string;
  readonly search: string;
  readonly sponsored: string;
  readonly stars: string;
  readonly results: string;
  readonly noResults: string;
  readonly similarResults: string;
  readonly noFeaturedOffer: string;
  readonly newOffers: string;
  readonly usedOffers: string;
  readonly inStock: string;
  readonly onlyLeft: string;
  readonly outOfStock: string;
  readonly notDeliverable: string;
  readonly seeAll: string;
  readonly chooseFirst: string;
  readonly listPrice: string;
  readonly addToCart: string;
  readonly addedToCart: string;
  readonly quantity: string;
  readonly cart: string;
  readonly cartTitle: string;
  readonly emptyCart: string;
  readonly subtotal: string;
  readonly item: string;
  readonly items: string;
  readonly delete: string;
  readonly saveForLater: string;
  readonly moveToCart: string;
  readonly savedForLater: string;
  readonly wasRemoved: string;
  readonly wasSaved: string;
  readonly continueShopping: string;
  readonly continueHint: string;
  readonly sorry: string;
}

const en: Texts = {
  lang: 'en-us',
  signIn: 'Hello, sign in',
  greeting: 'Hello, {}',
  search: 'Search the demo store',
  sponsored: 'Sponsored',
  stars: '{} out of 5 stars',
  results: '1-{} of {} results for',
  noResults: 'No results for',
  similarResults: 'Results for a similar search are shown below.',
  noFeaturedOffer: 'No featured offers available',
  newOffers: '({} new offer)',
  usedOffers: '({} used & new offers)',
  inStock: 'In Stock',
  onlyLeft: 'Only {} left in stock - order soon.',
  outOfStock: 'Currently unavailable.',
  notDeliverable:
    'This item cannot be shipped to your selected delivery location. Please choose a different delivery location.',
  seeAll: 'See All Buying Options',
  chooseFirst: 'To buy, select {}',
  listPrice: 'List Price:',
  addToCart: 'Add to cart',
  addedToCart: 'Added to cart',
  quantity: 'Quantity:',
  cart: 'Cart',
  cartTitle: 'Shopping Cart',
  emptyCart: 'Your cart is empty',
  subtotal: 'Subtotal ({}):',
  item: '{} item',
  items: '{} items',
  delete: 'Delete',
  saveForLater: 'Save for later',
  moveToCart: 'Move to cart',
  savedForLater: 'Saved for later',
  wasRemoved: 'was removed from Shopping Cart.',
  wasSaved: 'has been moved to Saved for Later.',
  continueShopping: 'Continue shopping',
  continueHint: 'Click the button below to continue shopping',
  sorry: 'Sorry! Something went wrong!',
};

const de: Texts = {
  lang: 'de-de',
  signIn: 'Hallo, anmelden',
  greeting: 'Hallo, {}',
  search: 'Im Demoladen suchen',
  sponsored: 'Gesponsert',
  stars: '{} von 5 Sternen',
  results: '1-{} von {} Ergebnissen für',
  noResults: 'Keine Ergebnisse für',
  similarResults: 'Unten stehen Ergebnisse einer ähnlichen Suche.',
  noFeaturedOffer: 'Keine hervorgehobenen Angebote verfügbar',
  newOffers: '({} neues Angebot)',
  usedOffers: '({} gebrauchte und neue Angebote)',
  inStock: 'Auf Lager',
  onlyLeft: 'Nur noch {} auf Lager',
  outOfStock: 'Derzeit nicht verfügbar.',
  notDeliverable: 'Dieser Artikel kann nicht an die gewählte Adresse geliefert werden.',
  seeAll: 'Alle Angebote anzeigen',
  chooseFirst: 'Zum Kaufen {} wählen',
  listPrice: 'UVP:',
  addToCart: 'In den Einkaufswagen',
  addedToCart: 'Hinzugefügt',
  quantity: 'Menge:',
  cart: 'Einkaufswagen',
  cartTitle: 'Einkaufswagen',
  emptyCart: 'Dein Einkaufswagen ist leer',
  subtotal: 'Summe ({}):',
  item: '{} Artikel',
  items: '{} Artikel',
  delete: 'Löschen',
  saveForLater: 'Auf die Merkliste',
  moveToCart: 'In den Einkaufswagen legen',
  savedForLater: 'Für später gespeichert',
  wasRemoved: 'wurde aus dem Einkaufswagen entfernt.',
  wasSaved: 'wurde für später gespeichert.',
  continueShopping: 'Weiter shoppen',
  continueHint: 'Klicke auf die Schaltfläche unten, um weiter einzukaufen',
  sorry: 'Tut uns Leid!',
};

const fr: Texts = {
  lang: 'fr-fr',
  signIn: 'Bonjour, Identifiez-vous',
  greeting: 'Bonjour, {}',
  search: 'Rechercher dans la boutique de démonstration',
  sponsored: 'Sponsorisé',
  stars: '{} sur 5 étoiles',
  results: '1-{} sur {} résultats pour',
  noResults: 'Aucun résultat pour',
  similarResults: 'Voici les résultats d’une recherche proche.',
  noFeaturedOffer: 'Aucune offre en vedette disponible',
  newOffers: '({} offre neuve)',
  usedOffers: '({} offres d’occasion et neuves)',
  inStock: 'En stock',
  onlyLeft: 'Il ne reste plus que {} exemplaire(s) en stock.',
  outOfStock: 'Actuellement indisponible.',
  notDeliverable: 'Cet article ne peut pas être livré à l’adresse choisie.',
  seeAll: 'Voir toutes les offres',
  chooseFirst: 'Pour acheter, choisissez {}',
  listPrice: 'Prix conseillé :',
  addToCart: 'Ajouter au panier',
  addedToCart: 'Ajouté au panier',
  quantity: 'Quantité :',
  cart: 'Panier',
  cartTitle: 'Panier',
  emptyCart: 'Votre panier est vide',
  subtotal: 'Sous-total ({}) :',
  item: '{} article',
  items: '{} articles',
  delete: 'Supprimer',
  saveForLater: 'Mettre de côté',
  moveToCart: 'Déplacer dans le panier',
  savedForLater: 'Mis de côté',
  wasRemoved: 'a été retiré du panier.',
  wasSaved: 'a été mis de côté.',
  continueShopping: 'Continuer les achats',
  continueHint: 'Cliquez sur le bouton ci-dessous pour continuer vos achats',
  sorry: 'Toutes nos excuses !',
};

const pt: Texts = {
  lang: 'pt-br',
  signIn: 'Olá, faça seu login',
  greeting: 'Olá, {}',
  search: 'Pesquisar na loja de demonstração',
  sponsored: 'Patrocinado',
  stars: '{} de 5 estrelas',
  results: '1-{} de {} resultados para',
  noResults: 'Nenhum resultado para',
  similarResults: 'Veja abaixo os resultados de uma busca parecida.',
  noFeaturedOffer: 'Nenhuma oferta em destaque disponível',
  newOffers: '({} oferta de produto novo)',
  usedOffers: '({} ofertas de usados e novos)',
  inStock: 'Em estoque',
  onlyLeft: 'Apenas {} em estoque.',
  outOfStock: 'Não disponível.',
  notDeliverable: 'Este item não pode ser entregue no endereço selecionado.',
  seeAll: 'Ver todas as opções de compra',
  chooseFirst: 'Para comprar, selecione {}',
  listPrice: 'De:',
  addToCart: 'Adicionar ao carrinho',
  addedToCart: 'Adicionado ao carrinho',
  quantity: 'Quantidade:',
  cart: 'Carrinho',
  cartTitle: 'Carrinho de compras',
  emptyCart: 'Seu carrinho está vazio',
  subtotal: 'Subtotal ({}):',
  item: '{} produto',
  items: '{} produtos',
  delete: 'Excluir',
  saveForLater: 'Salvar para mais tarde',
  moveToCart: 'Mover para o carrinho',
  savedForLater: 'Salvos para mais tarde',
  wasRemoved: 'foi removido do carrinho.',
  wasSaved: 'foi salvo para mais tarde.',
  continueShopping: 'Continuar comprando',
  continueHint: 'Clique no botão abaixo para continuar comprando',
  sorry: 'Desculpe! Algo deu errado!',
};

const ja: Texts = {
  lang: 'ja-jp',
  signIn: 'こんにちは, ログイン',
  greeting: 'こんにちは, {}',
  search: 'デモストアを検索',
  sponsored: 'スポンサー',
  stars: '5つ星のうち{}',
  results: '検索結果 {2} のうち 1-{1}件',
  noResults: '検索に一致する商品はありませんでした:',
  similarResults: '類似の検索結果を表示しています。',
  noFeaturedOffer: 'おすすめの出品はありません',
  newOffers: '(新品 {} 点)',
  usedOffers: '(中古品と新品 {} 点)',
  inStock: '在庫あり。',
  onlyLeft: '残り{}点 ご注文はお早めに',
  outOfStock: '現在在庫切れです。',
  notDeliverable: 'この商品は、お届け先の住所には配送できません。',
  seeAll: 'すべての出品を見る',
  chooseFirst: '購入するには{}を選択してください',
  listPrice: '参考価格:',
  addToCart: 'カートに入れる',
  addedToCart: 'カートに追加されました',
  quantity: '数量:',
  cart: 'カート',
  cartTitle: 'ショッピングカート',
  emptyCart: 'カートに商品が入っていません',
  subtotal: '小計 ({}):',
  item: '{} 個の商品',
  items: '{} 個の商品',
  delete: '削除',
  saveForLater: 'あとで買う',
  moveToCart: 'カートに戻す',
  savedForLater: 'あとで買う',
  wasRemoved: 'はカートから削除されました。',
  wasSaved: 'は「あとで買う」に移動しました。',
  continueShopping: 'ショッピングを続ける',
  continueHint: '下のボタンをクリックしてショッピングを続けてください',
  sorry: 'ご迷惑をおかけしています!',
};

export type LocaleName = DemoSwitches['locale'];

export const locales: Readonly<Record<LocaleName, { texts: Texts; currency: string }>> = {
  'en-US': { texts: en, currency: 'USD' },
  'en-GB': {
    texts: {
      ...en,
      lang: 'en-gb',
      addToCart: 'Add to Basket',
      addedToCart: 'Added to Basket',
      cart: 'Basket',
      cartTitle: 'Shopping Basket',
      emptyCart: 'Your basket is empty',
      moveToCart: 'Move to Basket',
      inStock: 'In stock',
      wasRemoved: 'was removed from Shopping Basket.',
    },
    currency: 'GBP',
  },
  'en-IN': { texts: { ...en, lang: 'en-in', inStock: 'In stock' }, currency: 'INR' },
  'en-AE': { texts: { ...en, lang: 'en-ae' }, currency: 'SAR' },
  'de-DE': { texts: de, currency: 'EUR' },
  'fr-FR': { texts: fr, currency: 'EUR' },
  'pt-BR': { texts: pt, currency: 'BRL' },
  'ja-JP': { texts: ja, currency: 'JPY' },
};

/** "1 item", "3 items". */
export const itemsText = (texts: Texts, count: number): string =>
  fill(count === 1 ? texts.item : texts.items, count);

/** Puts values where a text has `{}`, in order, or `{1}`, `{2}` where a language turns them round. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  let next = 0;
  return text.replace(/\{(\d?)\}/g, (_, at: string) => String(values[at ? Number(at) - 1 : next++] ?? ''));
}
