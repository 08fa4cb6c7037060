/** Region the function runs in; Lambda always sets it. */
export function functionRegion(): string {
  const region = process.env.AWS_REGION;
  if (region === undefined || region === '') throw new Error('AWS_REGION is not set; required the region this function runs in');
  return region;
}
