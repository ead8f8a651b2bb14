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

/** Of what can be had: plenty or few. Words that are not known could mean either, or that it comes some day. */
function stockIn(words: string): Availability | null {
  const plain = words.normalize('NFKC');
  if (limited.test(plain)) return 'limited';
  if (unavailable.test(plain) || later.test(plain)) return null;
  return plenty.test(plain) ? 'in_stock' : null;
}

// One alternative a language: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Turkish,
// Japanese, Chinese, Arabic, Hindi, as far as each is known.
const limited = anyOf(
  'only (?:a few|\\d+) (?:\\w+ )?(?:left|available|remaining)|(?:\\d+|few) left',
  'nur noch',
  'plus que',
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
  'currently unavailable|not (?:currently )?available|out of stock|(?:not|no longer) in stock|sold out|unavailable',
  'derzeit nicht|zurzeit nicht|zur zeit nicht|nicht (?:mehr )?(?:auf lager|verfügbar|lieferbar|vorrätig)|ausverkauft',
  "indisponible|rupture de stock|non disponible|(?:n'est|pas) (?:plus |pas )?(?:disponible|en stock)|épuisé",
  'no (?:está )?disponible|no hay (?:existencias|stock)|agotado|sin (?:existencias|stock)',
  'non disponibile|non è (?:al momento )?disponibile|esaurito',
  'indispon[ií]vel|n[ãa]o dispon[ií]vel|fora de estoque|esgotado',
  'momenteel niet|niet beschikbaar|niet op voorraad|uitverkocht',
  '(?:ej|inte) (?:tillg[äa]nglig|i lager)|slut i lager|tillfälligt slut|slutsåld',
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
/** It comes some day: neither there nor gone. */
const later = anyOf(
  'in stock (?:on|soon|from)|will be (?:released|available|in stock)|(?:available|released) (?:on|from)|pre-?order|back-?order',
  'erscheint (?:am|im)|(?:auf lager|verfügbar|lieferbar) (?:ab|am)|vorbestell|noch nicht erschienen',
  'en stock (?:le|à partir)|disponible (?:le|à partir)|paraîtra|sortira|précommand',
  'en stock (?:el|a partir)|disponible (?:el|a partir)|a la venta|reserva|preventa',
  'disponibile (?:dal|il|a partire)|in uscita|preordin|prenota',
  'disponível (?:em|a partir)|lançamento|pré-venda',
  'beschikbaar (?:op|vanaf)|verschijnt|reserveer',
  'tillgänglig (?:den|från)|släpps|förhandsbok',
  'dostępny (?:od|w dniu)|przedsprzeda|premiera',
  'ön sipariş|tarihinde',
  '発売予定|予約|入荷予定',
  '预订|預購',
);
/** There, or on its way to whoever orders: what these words say for certain. */
const plenty = anyOf(
  'in stock|available (?:to ship|now)|usually (?:ships|dispatched)|ships within|dispatched (?:within|from)',
  'auf lager|vorrätig|gewöhnlich|versandfertig',
  'en stock|habituellement|expédié sous',
  'en stock|en existencia|disponible|normalmente',
  'disponibil|generalmente',
  'em estoque|disponível|geralmente',
  'op voorraad|gewoonlijk',
  'i lager|finns i lager|vanligtvis',
  'w magazynie|dostępn[ya]|zwykle',
  'stokta|genellikle',
  '在庫あり|通常',
  '现货|现在有货|有現貨',
  'متوفر|متوفّر',
  'स्टॉक में',
);

function anyOf(...alternatives: string[]): RegExp {
  return new RegExp(alternatives.map((it) => `(?:${it})`).join('|'), 'iu');
}
