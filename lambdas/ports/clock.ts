export interface Clock {
  now(): Date;
  sleep(seconds: number): Promise<void>;
}
