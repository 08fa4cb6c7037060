/** Loopback addresses of a rehearsal's cloud: third number 250 for what AWS offers, 251 for what functions come from. */
export const addresses = {
  endpoint: (prefix: string, regionIndex: number) => `${prefix}.250.${regionIndex + 1}`,
  resolver: (prefix: string, regionIndex: number) => `${prefix}.250.${regionIndex + 101}`,
  global: (prefix: string) => `${prefix}.250.250`,
  functions: (prefix: string, regionIndex: number) => `${prefix}.251.${regionIndex + 1}`,
};
