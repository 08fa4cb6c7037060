import type { Dependency } from '../../lib/plan/schema.ts';
import type { DependencyLook } from '../domain/dependency-look.ts';

/** Looks at external dependencies as the application reaches them. */
export interface DependencyEye {
  /** One look. Never rejects, and ends by its deadline: what failed is in `seen`. */
  look(dependency: Dependency, deadlineSeconds: number): Promise<DependencyLook>;
}
