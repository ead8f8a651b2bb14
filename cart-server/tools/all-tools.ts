import type { Tool } from '../tool.ts';
import { checkLogin, saveSession } from './account.ts';
import { addToCart, addToWholeFoodsCart } from './add.ts';
import { viewCart, viewWholeFoodsCart } from './cart.ts';
import { removeFromCart, saveForLater, updateCartItem } from './change-line.ts';
import { clearCart } from './clear-cart.ts';
import { getProduct } from './get-product.ts';
import { searchAmazon, searchWholeFoods } from './search.ts';

/** Every tool, in the order `tools/list` shows them. */
export const allTools: readonly Tool[] = [
  searchAmazon,
  addToCart,
  viewCart,
  checkLogin,
  saveSession,
  searchWholeFoods,
  addToWholeFoodsCart,
  viewWholeFoodsCart,
  getProduct,
  updateCartItem,
  removeFromCart,
  saveForLater,
  clearCart,
];
