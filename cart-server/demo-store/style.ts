/** The shop's style sheet. Its looks are its own; only the names of classes and ids are given. */
export const storeCss = `
*{box-sizing:border-box}
:root{--ink:#1c2b33;--soft:#5b6a73;--line:#dde3e7;--paper:#fff;--back:#f3f5f6;--brand:#1f4e5f;--brand-dark:#163a47;--gold:#f0c142;--gold-dark:#dcab22;--link:#1b6d85;--good:#2c7a3f;--bad:#b3392f}
body{margin:0;font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--ink);background:var(--back)}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
h1,h2,h3,h4,p{margin:0 0 .5em}img{max-width:100%;display:block}
button,input,select{font:inherit;color:var(--ink)}
:focus-visible{outline:3px solid #2f7fb8;outline-offset:2px;border-radius:4px}
.a-offscreen,.aok-offscreen{position:absolute!important;left:auto;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);white-space:nowrap}
.aok-hidden,.sc-hidden,.a-popover-preload{display:none!important}
.a-text-bold,b{font-weight:650}.a-color-secondary{color:var(--soft)}.a-color-success{color:var(--good)}.a-color-price{color:var(--bad)}
.a-size-small{font-size:13px}.a-size-mini{font-size:12px}.a-size-medium{font-size:17px;line-height:1.35}.a-size-large{font-size:22px;line-height:1.3;font-weight:600}
.demo-ribbon{background:var(--gold);color:#3a2d00;text-align:center;padding:5px 12px;font-size:13px;letter-spacing:.01em}
/* header */
#nav-belt{display:flex;gap:14px;align-items:center;background:var(--brand);color:#fff;padding:10px 18px}
#nav-belt a{color:#fff}#nav-logo a{font-size:23px;letter-spacing:-.02em;text-decoration:none}#nav-logo b{color:var(--gold);font-weight:700}
.nav-line-1,.nav-line-2{display:block;line-height:1.2;white-space:nowrap}.nav-line-1{font-size:12px;opacity:.85}.nav-line-2{font-size:14px;font-weight:600}
.nav-searchbar{position:relative;flex:1;display:flex;height:40px;background:#fff;border-radius:8px;overflow:hidden;min-width:180px}
.nav-search-dropdown{border:0;background:#e8edef;padding:0 8px;font-size:13px;color:var(--soft);max-width:116px}
#twotabsearchtextbox{flex:1;border:0;padding:0 12px;min-width:0}
#nav-search-submit-button{height:100%;border:0;background:var(--gold);padding:0 18px;font-weight:600;cursor:pointer;color:#3a2d00}#nav-search-submit-button:hover{background:var(--gold-dark)}
#nav-search-submit-text-agent{position:absolute;right:0;bottom:0;width:2px;height:2px;overflow:hidden;opacity:.01}#nav-search-submit-button-agent{width:2px;height:2px;border:0;padding:0;font-size:1px}
#nav-tools{display:flex;gap:18px;align-items:center}#nav-link-accountList{display:flex;gap:10px;align-items:end}#nav-item-signout{font-size:12px;opacity:.85}
#nav-cart{display:flex;gap:6px;align-items:end}#nav-cart-count{display:inline-block;min-width:24px;text-align:center;background:var(--gold);color:#3a2d00;border-radius:12px;padding:1px 6px;font-weight:700;font-size:14px}
#nav-main{display:flex;gap:20px;background:var(--brand-dark);padding:8px 18px;overflow-x:auto}#nav-main a{color:#e6eef1;font-size:14px;white-space:nowrap}
.glow-toaster,#sp-cc-wrapper{position:fixed;z-index:20;background:#fff;border:1px solid var(--line);border-radius:10px;box-shadow:0 8px 28px rgba(20,40,50,.2);padding:14px 16px;max-width:360px}
.glow-toaster{top:120px;left:140px}#sp-cc-wrapper{bottom:0;left:0;right:0;max-width:none;border-radius:0}
#a-page{max-width:1240px;margin:0 auto;padding:18px}#navFooter{color:var(--soft);text-align:center;font-size:13px;padding:28px}
/* prices, ratings, buttons */
.a-price{display:inline-block;font-variant-numeric:tabular-nums;position:relative}.a-price-symbol,.a-price-fraction{font-size:.62em;vertical-align:super;line-height:1}.a-price-whole{font-weight:600}
.a-price[data-a-size=xl]{font-size:25px}.a-price[data-a-size=m],.a-price[data-a-size=medium],.a-price[data-a-size=medium_plus]{font-size:20px}.a-price[data-a-size=s]{font-size:15px}
.a-text-price{text-decoration:line-through;color:var(--soft);font-size:14px}.a-price-decimal{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)}
.s-rating{display:inline-flex;gap:6px;align-items:center}
.a-icon-star-mini{display:inline-block;width:82px;height:15px;overflow:hidden;font-style:normal;color:transparent;position:relative}.a-icon-star-mini::before{content:"★★★★★";position:absolute;left:0;top:-4px;color:#cfd6da;font-size:16px;letter-spacing:0}.a-icon-star-mini::after{content:"★★★★★";position:absolute;left:0;top:-4px;color:#e2a01b;font-size:16px;overflow:hidden;width:88%}
.a-star-mini-5::after{width:100%}.a-star-mini-4::after{width:78%}.a-star-mini-3-5::after{width:68%}
.a-icon-alt{font-size:1px}
.a-button{display:inline-flex;border-radius:20px;overflow:hidden;border:1px solid var(--line);background:#fff}.a-button-inner{display:flex;flex:1}
.ax-qs-note{font-size:13px;padding:0 10px;font-weight:600}.a-button .a-button-input,.a-button .a-button-text{flex:1;border:0;background:none;padding:8px 18px;cursor:pointer;text-align:center;color:inherit;text-decoration:none;font-size:14px}
.a-button:hover{filter:brightness(.97)}.a-button-primary{background:var(--gold);border-color:var(--gold-dark);color:#2d2300}.a-button-buynow{background:#e98a3a;border-color:#d3742a;color:#2d1500}
.a-button-span12{display:flex;width:100%;margin-top:8px}.a-button-toggle{border-radius:8px}.a-button-selected{border-color:var(--link);box-shadow:inset 0 0 0 1px var(--link)}.a-button-unavailable{border-style:dashed;color:var(--soft)}
.a-cardui,.a-box{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:18px;margin-bottom:16px}
.a-alert{border:1px solid #dfc98a;background:#fdf8e7;border-radius:8px;padding:10px 14px;margin-bottom:12px}.a-alert-error{border-color:#e0a39d;background:#fcf0ef}
select.a-native-dropdown,.qs-widget-select{border:1px solid var(--line);border-radius:8px;padding:5px 8px;background:#f7f9fa}
/* home */
#gw-layout{display:grid;grid-template-columns:1fr 1fr;gap:18px}.gw-card{background:#fff;border:1px solid var(--line);border-radius:12px;padding:18px}.gw-card h2{font-size:19px}
.product-grid{display:grid;grid-template-columns:repeat(4,1fr);gap:14px}#alm-storefront .product-grid{grid-template-columns:repeat(5,1fr);margin-top:14px}
.grid-card,.a-carousel-card{display:flex;flex-direction:column;gap:6px;color:var(--ink);align-items:flex-start}.a-carousel-card{background:#fff;border:1px solid var(--line);border-radius:10px;padding:12px;justify-content:space-between}
.grid-card img,.a-carousel-card img{width:100%;height:auto;border-radius:8px}.a-carousel-card>a{color:inherit;display:block}.grid-title{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden;font-size:13.5px;line-height:1.3;margin-top:6px}
/* search */
.s-desktop-toolbar{font-size:15px;font-weight:400;border-bottom:1px solid var(--line);padding-bottom:10px}.a-color-state{color:#a3541a}
.s-search-results{display:flex;flex-direction:column;gap:12px}.s-results-heading h2{margin:8px 0 0}
.s-result-item.s-asin{background:#fff;border:1px solid var(--line);border-radius:12px;overflow:hidden}.s-card-container{display:flex}
.s-product-image-container{flex:0 0 210px;display:flex;align-items:center;justify-content:center;background:#f8fafb;padding:18px}.s-card-text{padding:16px 20px;display:flex;flex-direction:column;gap:6px;align-items:flex-start;min-width:0}
.s-card-text h2{margin:0;font-weight:500;color:var(--ink)}.s-card-text a:hover h2{color:var(--link)}.s-line-clamp-1{font-size:13px}.puis-sponsored-label-text{font-size:12px;color:var(--soft)}.AdHolder .s-product-image-container{background:#fbfaf5}
.s-no-results{padding:20px 0}.s-similar-results{margin-top:6px}
/* product */
#ppd{display:grid;grid-template-columns:390px 1fr 270px;gap:26px;background:#fff;border:1px solid var(--line);border-radius:12px;padding:24px}
#imgTagWrapperId img{width:100%;border-radius:12px}#centerCol>*{margin-bottom:14px}#title{margin:0}#feature-bullets ul{margin:0;padding-left:20px}
#buybox{border:1px solid var(--line);border-radius:12px;padding:16px}#buybox .a-box{border:0;padding:0;margin:0}#buybox .a-box+.a-box{border-top:1px solid var(--line);border-radius:0;margin-top:16px;padding-top:16px}
#buybox form>div,#buybox form>span{margin-bottom:8px}.offer-display-feature{display:flex;gap:8px;font-size:13px;margin-top:12px;flex-wrap:wrap}#availability{margin:6px 0}.savingsPercentage{font-weight:400;color:var(--bad);font-size:22px}
.dimension-text{margin-bottom:6px}.inline-twister-row ul{list-style:none;display:flex;gap:8px;padding:0;margin:0;flex-wrap:wrap}.prime-price{color:#1a6fa3;margin-bottom:6px}.bundle{font-size:13px;border-top:1px solid var(--line);padding-top:12px}
.attach-desktop-sideSheet{position:fixed;z-index:30;top:0;right:0;bottom:0;width:380px;background:#fff;box-shadow:-12px 0 40px rgba(20,40,50,.25);padding:26px}#attach-close_sideSheet-link{position:absolute;right:18px;top:10px;font-size:26px}.attach-plan{display:flex;gap:8px;align-items:center;padding:8px 0}
.qs-widget-container{display:flex;gap:8px;align-items:center;margin:10px 0}#fresh-atc-message{min-height:1.5em;font-size:13px;color:var(--good);margin-top:8px}
/* cart */
#sc-cart-content{display:grid;grid-template-columns:1fr 290px;gap:18px;align-items:start}.sc-cart-header{border-bottom:1px solid var(--line);margin-bottom:4px}.sc-list-caption{font-size:18px;font-weight:600;margin-bottom:8px}
.sc-list-item{border-bottom:1px solid var(--line);padding:16px 0}.sc-list-item:last-child{border-bottom:0}.sc-list-item-content{display:flex;gap:18px;align-items:flex-start}.sc-image-wrapper img{width:120px;height:120px;border-radius:10px}
.sc-item-content-group{flex:1;display:flex;flex-direction:column;gap:5px}.sc-product-title{color:var(--ink);font-size:16px}.sc-action-links{display:flex;gap:16px;align-items:center;margin-top:6px;flex-wrap:wrap}.a-color-link{border:0;background:none;color:var(--link);cursor:pointer;padding:0;font-size:13px}
fieldset[name=sc-quantity],.qs-widget-stepper,fieldset[name=ax-qs]{display:inline-flex;align-items:center;border:2px solid var(--gold);border-radius:20px;padding:0;margin:0;overflow:hidden}fieldset[name=sc-quantity] legend{float:left}
fieldset button svg{display:block}fieldset button,.qs-widget-stepper button{border:0;background:none;padding:5px 13px;cursor:pointer;font-weight:600}fieldset button:disabled,.qs-widget-stepper button:disabled{color:#b9c2c8;cursor:default}[data-a-selector=value],.qs-widget-stepper-value{min-width:28px;text-align:center;font-weight:650}
.sc-subtotal{padding-top:12px;font-size:18px}.sc-subtotal-activecart{text-align:right}.sc-quantity-textfield{width:64px}
/* confirmation */
.sw-confirmation{display:grid;grid-template-columns:1fr 300px;gap:18px}#sw-atc-confirmation{display:flex;gap:18px;align-items:center;background:#fff;border:1px solid var(--line);border-radius:12px;padding:20px}.sw-atc-image{border-radius:10px}
.a-alert-success{display:flex;gap:10px;align-items:center}.a-alert-success h1{margin:0;font-size:19px}.sw-tick{display:grid;place-items:center;width:26px;height:26px;border-radius:50%;background:var(--good);color:#fff}#sw-cart-box{margin:0}
/* sign-in, walls, errors */
.auth-workflow #authportal-main-section,.auth-workflow .a-container{display:flex;flex-direction:column;align-items:center;padding:44px 16px}#auth-logo{font-size:28px;color:var(--brand);margin-bottom:18px;text-decoration:none}#auth-logo b{color:#b98a0a}
.auth-box{width:360px;padding:26px}.auth-box h1{font-size:25px;font-weight:500}.auth-box h4{font-size:16px}.auth-box label{display:block;font-weight:600;font-size:14px;margin:10px 0 4px}.auth-box .auth-remember{font-weight:400}
.a-input-text,#captchacharacters,#alm-postcode,.auth-box input[type=email],.auth-box input[type=password]:not(.aok-hidden),.auth-box input[type=tel]{width:100%;border:1px solid #b7c2c9;border-radius:8px;padding:9px 11px;margin-bottom:8px}
.error-page main,.plain-page,.alm-choose-store{max-width:560px;margin:48px auto;background:#fff;border:1px solid var(--line);border-radius:12px;padding:28px}#alm-postcode{width:160px;margin-right:8px}
@media(max-width:1000px){#gw-layout,#sc-cart-content,.sw-confirmation,#ppd{grid-template-columns:1fr}.product-grid,#alm-storefront .product-grid{grid-template-columns:repeat(2,1fr)}#nav-belt{flex-wrap:wrap}#nav-global-location-slot,#nav-orders{display:none}}
`;
