import { readSources } from "../support/source-files.ts";

/** What one file takes from the messages. */
export interface Uses {
  path: string;
  inBrowser: boolean;
  /** Namespaces it asks for. A function that is given `Words`, or makes them, asks for "words". */
  namespaces: readonly string[];
  /** Whether the key may be meant: in a namespace of the file, by a text or a template that the file holds. */
  has(key: string): boolean;
}

const NAMESPACE = /\b(?:use|get)Translations(?:<[^>]*>)?\(\s*"([^"]+)"/g;
const TEXT = /"([\w.]+)"/g;
/** `state.${state}`, but no template with anything beside a key in it. */
const TEMPLATE = /`((?:[\w.]|\$\{[^}`]*\})+)`/g;

/** What each file of the screens, of the read models and of the messages uses. */
export function readUses(): Uses[] {
  return readSources(["app", "components", "lib/dashboard", "lib/alerts"])
    .map(({ path, code }) => ({ path, code, namespaces: namespacesOf(code) }))
    .filter(({ namespaces }) => namespaces.length > 0)
    .map(({ path, code, namespaces }) => ({
      path,
      namespaces,
      inBrowser: code.startsWith('"use client"'),
      has: usesIn(code, namespaces),
    }));
}

function namespacesOf(code: string): string[] {
  const asked = [...code.matchAll(NAMESPACE)].map(([, namespace = ""]) => namespace);
  return [...new Set(/\b(?:Words\b|wordsIn\()/.test(code) ? [...asked, "words"] : asked)];
}

function usesIn(code: string, namespaces: readonly string[]): (key: string) => boolean {
  const texts = new Set([...code.matchAll(TEXT)].map(([, text = ""]) => text));
  const templates = [...code.matchAll(TEMPLATE)].map(([, template = ""]) => toPattern(template));
  return (key) =>
    namespaces.some((namespace) => {
      if (!key.startsWith(`${namespace}.`)) return false;
      const rest = key.slice(namespace.length + 1);
      return texts.has(rest) || templates.some((pattern) => pattern.test(rest));
    });
}

const toPattern = (template: string) => {
  const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(".", "\\."));
  return new RegExp(`^${parts.join("\\w+")}$`);
};
