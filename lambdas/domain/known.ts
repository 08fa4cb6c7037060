/** Only what is known: fields without a value are left out, so that nobody has to tell "absent" from "undefined". */
export function known<T extends object>(values: { [Key in keyof T]?: T[Key] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
