"use client";

import { Command } from "cmdk";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { hrefOf } from "@/components/shell/href";
import { jobPath, RUNS_PATH, runPath } from "@/components/shell/paths";
import { JobCommands } from "./job-commands";
import type { PaletteData } from "./palette-data";
import { PaletteGroup, PaletteItem } from "./palette-item";
import { SettingCommands } from "./setting-commands";
import { SCREEN_KEYS } from "./shortcuts";

const RUN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What may be the beginning or the end of a run's id. */
const PART_OF_ID = /^(?=.*\d)[0-9a-f-]{6,36}$/i;

/** Everything that can be reached or done, by typing a part of its name. */
export function Palette(props: PaletteData & { onClose: () => void; onShortcuts: () => void }) {
  const { onClose, onShortcuts, jobs } = props;
  const t = useTranslations("client.palette");
  const router = useRouter();
  const current = useCurrentJob(jobs);
  const [text, setText] = useState("");
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  return (
    <Command.Dialog
      open
      onOpenChange={onClose}
      label={t("title")}
      overlayClassName="fixed inset-0 z-40 bg-black/40"
      contentClassName="fixed inset-x-0 top-[12vh] z-50 mx-auto w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-lg border border-border bg-card text-foreground shadow-2xl"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={t("placeholder")}
        className="h-12 w-full border-b border-border bg-transparent px-4 text-sm outline-none placeholder:text-muted-foreground"
      />
      <Command.List className="max-h-[60vh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-sm text-muted-foreground">{t("nothing")}</Command.Empty>
        {PART_OF_ID.test(text.trim()) && (
          <PaletteItem value={`run ${text}`} onSelect={() => go(runHref(text.trim()))}>
            {t("openRun", { id: text.trim() })}
          </PaletteItem>
        )}
        {current && <JobCommands job={current} mayRun={props.mayRun} mayToggle={props.mayToggle} go={go} />}
        <PaletteGroup heading={t("pages")}>
          {SCREEN_KEYS.map(({ key, screen, href }) => (
            <PaletteItem key={key} keys={`g ${key}`} onSelect={() => go(href)}>
              {t(`screens.${screen}`)}
            </PaletteItem>
          ))}
        </PaletteGroup>
        <PaletteGroup heading={t("jobs")}>
          {jobs.map(({ name }) => (
            <PaletteItem key={name} onSelect={() => go(jobPath(name))}>
              {name}
            </PaletteItem>
          ))}
        </PaletteGroup>
        <SettingCommands {...props} onDone={onClose} />
        <PaletteItem keys="?" onSelect={onShortcuts}>
          {t("shortcuts")}
        </PaletteItem>
      </Command.List>
    </Command.Dialog>
  );
}

/** A whole id is a run's page; a part of one is looked up among the runs. */
const runHref = (id: string) => (RUN_ID.test(id) ? runPath(id) : hrefOf(RUNS_PATH, { q: id }));

/** The job whose page this is. */
function useCurrentJob(jobs: PaletteData["jobs"]) {
  const path = usePathname();
  return jobs.find(({ name }) => path === jobPath(name) || path.startsWith(`${jobPath(name)}/`)) ?? null;
}
