/** What the engine needs from outside. Every store implementation passes the one suite in tests/stores/conformance. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface RunError {
  name: string;
  message: string;
  /** Machine word of the error, when it has one. */
  code: string | null;
  stack: string | null;
}
