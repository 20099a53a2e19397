/** What handlers should not throw or return, but do. Each is made anew, because some are used up by a look. */

const NUL = "a\0b";
const LONE_SURROGATE = "a\ud800b";
const MEGABYTE = 1024 * 1024;

function circular(): Record<string, unknown> {
  const value: Record<string, unknown> = { name: "circular" };
  value.self = value;
  return value;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

class HostileError extends Error {
  override get message(): string {
    throw new Error("even its message throws");
  }
  override get stack(): string {
    throw new Error("even its stack throws");
  }
}

function errorChain(): Error {
  const first: Error = new Error("first");
  first.cause = new Error("second", { cause: first });
  return first;
}

export const strangeThrows = {
  string: () => "just a string",
  emptyString: () => "",
  null: () => null,
  undefined: () => undefined,
  number: () => 42,
  symbol: () => Symbol("odd"),
  bigint: () => 10n ** 40n,
  function: () => () => "called",
  circularObject: circular,
  circularCause: errorChain,
  hugeMessage: () => new Error("x".repeat(50 * MEGABYTE)),
  hugeObject: () => ({ text: "y".repeat(50 * MEGABYTE) }),
  nul: () => new Error(NUL),
  loneSurrogate: () => new Error(LONE_SURROGATE),
  hostile: () => new HostileError(),
  revokedProxy: revoked,
  frozen: () => Object.freeze(new Error("frozen")),
  withoutPrototype: () => Object.create(null),
};

const counts = { processed: 1, failed: 0, skipped: 0, errors: [] };

export const strangeReturns = {
  nothing: () => undefined,
  null: () => null,
  string: () => "done",
  notCounts: () => ({ processed: -1, failed: 0.5, skipped: "none", errors: "none" }),
  nul: () => ({ ...counts, message: NUL, [NUL]: NUL }),
  loneSurrogate: () => ({ ...counts, message: LONE_SURROGATE, [LONE_SURROGATE]: LONE_SURROGATE }),
  huge: () => ({ ...counts, message: "z".repeat(50 * MEGABYTE), text: "z".repeat(50 * MEGABYTE) }),
  hugeList: () => ({ ...counts, list: Array.from({ length: 1_000_000 }, (_, n) => n) }),
  bigint: () => ({ ...counts, count: 2n ** 70n }),
  circular: () => ({ ...counts, ...circular() }),
  throwingToJson: () => ({
    ...counts,
    value: {
      toJSON() {
        throw new Error("toJSON threw");
      },
    },
  }),
  throwingGetter: () => ({
    ...counts,
    get value() {
      throw new Error("the getter threw");
    },
  }),
  revokedProxy: () => ({ ...counts, value: revoked() }),
  notNumbers: () => ({ ...counts, value: [Number.NaN, Number.POSITIVE_INFINITY, -0] }),
  proto: () => ({ ...counts, ...JSON.parse('{"__proto__": {"polluted": true}}') }),
  deep: () => ({ ...counts, value: nest(10_000) }),
};

function nest(depth: number): unknown {
  let value: unknown = "bottom";
  for (let n = 0; n < depth; n += 1) value = { value };
  return value;
}
