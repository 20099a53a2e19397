/** Names that say that their value is a secret, whoever reads it: a job's own key is no variable of ours. */
const SECRET_NAME =
  /SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|PRIVATE_KEY|API_?KEY|ACCESS_KEY|WEBHOOK_URL|HEARTBEAT_URL|DSN$|AUTH$|KEYS?$/i;
/** Reaches every browser, so it is none. */
const PUBLIC_NAME = /^NEXT_PUBLIC_/;
/** Shorter values of such names are words: `TOKEN_TYPE=bearer`. */
const LEAST_LENGTH = 8;

/**
 * Every secret that the environment holds: the values of variables that are named so, the parts of lists of keys
 * (`id:key,id:key`), and the passwords in addresses of any variable.
 */
export function secretsIn(source: Readonly<Record<string, string | undefined>>): string[] {
  const found = Object.entries(source).flatMap(([name, value]) => (value ? secretsOf(name, value) : []));
  return [...new Set(found)];
}

function secretsOf(name: string, value: string): string[] {
  const passwords = passwordsOf(value);
  if (PUBLIC_NAME.test(name) || !SECRET_NAME.test(name)) return passwords;
  const parts = value.split(/[,:]/).map((part) => part.trim());
  return [value, value.trim(), ...(value.includes("://") ? [] : parts)]
    .filter(({ length }) => length >= LEAST_LENGTH)
    .concat(passwords);
}

/** As it is written and as it is meant: either may be told. */
function passwordsOf(value: string): string[] {
  if (!value.includes("://") || !URL.canParse(value)) return [];
  const { password } = new URL(value);
  if (password === "") return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
