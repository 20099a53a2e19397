"use client";

import { Command } from "cmdk";
import type { ReactNode } from "react";

/** One line of the palette. @param keys shown on the right: the shorter way to the same */
export function PaletteItem(props: { value?: string; keys?: string; onSelect: () => void; children: ReactNode }) {
  const { value, keys, onSelect, children } = props;
  return (
    <Command.Item
      {...(value !== undefined && { value })}
      onSelect={onSelect}
      className="flex cursor-pointer items-center justify-between gap-3 rounded-md px-3 py-2 text-sm data-[selected=true]:bg-accent"
    >
      <span className="min-w-0 truncate">{children}</span>
      {keys && <kbd className="font-mono text-xs text-muted-foreground">{keys}</kbd>}
    </Command.Item>
  );
}

export function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground"
    >
      {children}
    </Command.Group>
  );
}
