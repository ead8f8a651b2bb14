/** What a product page shows of it. */
interface Signs {
  readonly availability: string | null;
  readonly outOfStock: string | null;
  readonly newOffer: unknown;
  readonly groceryOffer: unknown;
  readonly hasUsedOffer: boolean;
  readonly hasSeeAllOffers: boolean;
  readonly hasShippableAlternatives: boolean;
  readonly isDigital: boolean;
  readonly prices: readonly unknown[];
}

export type Availability =
  'in_stock' | 'limited' | 'unavailable' | 'not_deliverable' | 'see_all_options' | 'used_only' | 'digital';

/** What the words and buttons of a product page say; null where they say nothing that is certain. */
export function availabilityOf(raw: Signs): Availability | null {
  const words = [raw.outOfStock, raw.availability].filter((it) => it !== null).join(' ');
  if (raw.newOffer || raw.groceryOffer) return stockIn(words);
  if (raw.hasShippableAlternatives || undeliverable.test(words)) return 'not_deliverable';
  if (unavailable.test(words)) return 'unavailable';
  if (raw.hasUsedOffer && !raw.hasSeeAllOffers) return 'used_only';
  if (raw.outOfStock !== null && !raw.hasSeeAllOffers) return null;
  if (raw.isDigital) return 'digital';
  // A new offer without a button of its own ("see all buying options") is in stock all the same.
  const isNamed = raw.availability !== null && !otherSellers.test(raw.availability);
  if (isNamed && raw.prices.length > 0) return stockIn(words);
  return raw.hasSeeAllOffers ? 'see_all_options' : null;
}

/** Of what can be had: plenty or few. A number in words that are not known could be either. */
function stockIn(words: string): Availability | null {
  if (limited.test(words)) return 'limited';
  if (unavailable.test(words)) return null;
  return /\d/.test(words.normalize('NFKC')) && !plenty.test(words) ? null : 'in_stock';
}

// One alternative a language: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Turkish,
// Japanese, Chinese, Arabic, Hindi, as far as each is known.
const limited = anyOf(
  'only \\d+ (?:left|available|remaining)',
  'nur noch \\d+',
  'plus que \\d+',
  '(?:solo|sólo) (?:queda|quedan|queda\\(n\\)|hay|\\d+)|queda(?:n|\\(n\\))? (?:solo |sólo )?\\d+',
  'solo \\d+|ne (?:resta|restano) solo',
  '(?:apenas|somente|só) (?:resta[m]? )?\\d+|resta(?:m)? apenas',
  'nog (?:slechts|maar) \\d+|slechts \\d+',
  'endast \\d+|bara \\d+ kvar',
  '(?:zosta[łl]o|pozosta[łl]o|tylko)(?: tylko)? \\d+',
  'sadece \\d+',
  '残り *\\d+',
  '仅剩 *\\d+|僅剩 *\\d+',
  'يتبق|تبقى',
  'केवल \\d+',
);
const unavailable = anyOf(
  'currently unavailable|not currently available|temporarily out of stock|out of stock|sold out',
  'derzeit nicht verf|zurzeit nicht verf|zur zeit nicht|nicht auf lager|nicht vorrätig|ausverkauft',
  'actuellement indisponible|temporairement en rupture|rupture de stock|non disponible',
  'no disponible|agotado|sin existencias',
  'non disponibile|non è (?:al momento )?disponibile|esaurito',
  'indispon[ií]vel|n[ãa]o dispon[ií]vel|fora de estoque|esgotado',
  'momenteel niet|niet beschikbaar|niet op voorraad|uitverkocht',
  'ej tillg[äa]nglig|inte tillg[äa]nglig|slut i lager|slutsåld',
  'obecnie niedost|niedostępn|brak w magazynie|wyprzedan',
  'mevcut değil|stokta yok|tükendi',
  '在庫切れ|現在お取り扱いできません|入荷時期は未定',
  '无货|無庫存|目前无法|目前無法',
  'غير متوفر',
  'अनुपलब्ध|उपलब्ध नहीं',
);
const undeliverable = anyOf(
  "(?:cannot|can't|can not) be (?:shipped|delivered)|(?:does not|doesn't|do not|don't) (?:ship|deliver)|unable to (?:ship|deliver)|not (?:eligible|available) for (?:shipping|delivery)",
  'kann nicht (?:an|nach|versandt|versendet|geliefert)|nicht (?:an|nach) .{0,60}(?:geliefert|versandt|versendet)|(?:liefern|versenden) wir nicht',
  'ne peut (?:pas )?(?:être |etre )?(?:livr|exp)|ne (?:livrons|peut être livré)',
  'no se puede enviar|no puede(?:n)? (?:ser )?envia|no se envía|no realiza envíos|no podemos enviar',
  'non può essere (?:spedito|consegnato)|non (?:è possibile (?:spedire|consegnare)|viene spedito|spedisce)',
  'n[ãa]o pode ser (?:enviado|entregue)|não (?:entregamos|enviamos|é enviado)',
  'kan niet .{0,60}(?:verzonden|bezorgd|geleverd)',
  'kan inte (?:skickas|levereras)',
  'nie (?:można|może) .{0,60}(?:wysłan|wysłać|dostarcz)',
  '(?:gönderile|teslim edile)(?:mez|miyor|memektedir)',
  'お届けできません|配送できません|発送できません|お届け先には',
  '无法(?:配送|送达|发货)|無法(?:配送|送達)',
  'لا يمكن (?:شحن|توصيل)',
);
/** "Available from these sellers": no featured offer, though it stands where the stock is told. */
const otherSellers = anyOf(
  'from these sellers|from other sellers',
  'bei diesen anbietern|bei anderen (?:anbietern|verkäufern)',
  "auprès de ces vendeurs|auprès d'autres vendeurs",
  '(?:de|a través de) (?:estos|otros) vendedores',
  '(?:da|questi|altri) venditori',
  '(?:desses|destes|outros) vendedores',
  '(?:deze|andere) verkopers',
  'dessa säljare|andra säljare',
  'tych sprzedawców|innych sprzedawców',
  'bu satıcı|diğer satıcı',
  '出品者からお求め|その他の出品者',
);
/** Words with numbers that tell when it comes, not how many there are. */
const plenty = anyOf(
  'in stock|available to ship|usually (?:ships|dispatched)|ships within|dispatched (?:within|from)|days|weeks',
  'auf lager|gewöhnlich|versandfertig|tagen|wochen',
  'en stock|habituellement|sous \\d+|jours|semaines',
  'en existencia|normalmente|disponible|días|semanas',
  'disponibil|generalmente|giorni|settimane',
  'em estoque|geralmente|dias|semanas',
  'op voorraad|gewoonlijk|dagen|weken',
  'i lager|vanligtvis|dagar|veckor',
  'w magazynie|zwykle|dni|tygodni',
  'stokta var|genellikle|gün',
  '在庫あり|通常|以内|発送',
  '现货|现在有货',
);

function anyOf(...alternatives: string[]): RegExp {
  return new RegExp(alternatives.map((it) => `(?:${it})`).join('|'), 'iu');
}
