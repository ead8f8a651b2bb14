/** Articles of the demo store that tests name often; prices in US cents as the catalogue has them. */
export const towels = 'B0DH0USE01'; // 2149
export const soap = 'B0DH0USE04'; // 799
export const milk = 'B0DM4RKT01'; // 549
export const oatMilk = 'B0DM4RKT02'; // 449
export const earbuds = 'B0DBUDS001'; // 4999
