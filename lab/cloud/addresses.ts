/** Loopback addresses of a rehearsal's cloud: third number 250 for what AWS offers, 251 for what functions come from, 252 for their URLs. */
export const addresses = {
  endpoint: (prefix: string, regionIndex: number) => `${prefix}.250.${regionIndex + 1}`,
  resolver: (prefix: string, regionIndex: number) => `${prefix}.250.${regionIndex + 101}`,
  global: (prefix: string) => `${prefix}.250.250`,
  /** `index` counts the function URLs of all regions. */
  functionUrl: (prefix: string, index: number) => `${prefix}.252.${index + 1}`,
  functions: (prefix: string, regionIndex: number) => `${prefix}.251.${regionIndex + 1}`,
};
