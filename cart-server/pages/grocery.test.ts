import { expect, test } from 'vitest';
import { groceryCartPath, groceryFrontPath } from './grocery.ts';
import { groceryProductPath, productPath } from './product-page.ts';
import { searchPath } from './search-page.ts';

test('each grocery business has its own addresses', () => {
  expect(searchPath('oat milk')).toBe('/s?k=oat+milk');
  expect(searchPath('oat milk', 'wholefoods')).toBe('/s?k=oat+milk&i=wholefoods');
  expect(searchPath('oat milk', 'fresh')).toBe('/s?k=oat+milk&i=amazonfresh');
  expect(productPath('B0OWN00001', false)).toBe('/dp/B0OWN00001');
  expect(productPath('B0OWN00001', true)).toBe('/dp/B0OWN00001?th=1&psc=1');
  expect(groceryProductPath('B0OWN00001', 'wholefoods')).toBe(
    '/dp/B0OWN00001?almBrandId=VUZHIFdob2xlIEZvb2Rz&fpw=alm&s=wholefoods',
  );
  expect(groceryCartPath('wholefoods')).toBe('/cart/localmarket?almBrandId=VUZHIFdob2xlIEZvb2Rz');
  expect(groceryCartPath('fresh')).toBe('/cart/localmarket?almBrandId=QW1hem9uIEZyZXNo');
  expect(groceryFrontPath('fresh')).toBe('/alm/storefront?almBrandId=QW1hem9uIEZyZXNo');
});
