/** Making elements. Text becomes text nodes and nothing else; there is no way here to make markup of it. */

type Child = Node | string | undefined;

interface Properties {
  readonly class?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>>;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (properties.class !== undefined) {
    made.className = properties.class;
  }
  for (const [name, value] of Object.entries(properties.attributes ?? {})) {
    made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** An element of the page's own document. @throws Error when index.html lacks it, or has another kind */
export function byId<T extends Element>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`The page has no ${kind.name} named ${id}.`);
  }
  return found;
}

/** Calls `show` when the part of the model that it shows differs from the last one. */
export function onChange<T>(show: (part: T) => void): (part: T) => void {
  let last: string | undefined;
  return (part) => {
    // The parts are plain data.
    const text = JSON.stringify(part);
    if (text !== last) {
      last = text;
      show(part);
    }
  };
}

/** Gives a field its value, unless it has it: setting it again would move the caret. */
export function setValue(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  if (field.value !== value) {
    field.value = value;
  }
}
