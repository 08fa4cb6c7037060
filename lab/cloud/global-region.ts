/** Region whose scope the global services' calls carry. */
export const GLOBAL_REGION = 'us-east-1';
