declare module 'asl-validator' {
  /** Structure, paths and reachability of a definition in Amazon States Language. */
  export default function aslValidator(definition: unknown): { isValid: boolean; errors: unknown[]; errorsText(): string };
}
