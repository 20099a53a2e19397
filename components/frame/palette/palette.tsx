"use client";
import { Command } from "cmdk";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState, useTransition } from "react";
import { THEMES } from "@/components/frame/themes";
import { hrefOf, JOBS_PATH, jobPath, RUNS_PATH, runJobPath, runPath } from "@/components/text/paths";
import type { JobSwitches } from "@/lib/dashboard/jobs/job-switches";
import { ZONE_CHOICES } from "@/lib/dashboard/words/zone";
import { LOCALE_NAMES, LOCALES } from "@/lib/i18n/locales";
import { type PaletteData, SCREEN_KEYS } from "./palette-data";

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

/** One line of the palette. @param keys shown on the right: the shorter way to the same */
function PaletteItem(props: { value?: string; keys?: string; onSelect: () => void; children: ReactNode }) {
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

function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground"
    >
      {children}
    </Command.Group>
  );
}

/** What can be done with the job whose page is open; each leads to the form that asks for what is missing. */
function JobCommands(props: { job: JobSwitches; mayRun: boolean; mayToggle: boolean; go: (href: string) => void }) {
  const { job, mayRun, mayToggle, go } = props;
  const { name, enabled, paused } = job;
  const t = useTranslations("client.palette");
  const confirm = (act: string) => () => go(hrefOf(JOBS_PATH, { act, job: name }));
  return (
    <PaletteGroup heading={name}>
      {mayRun && <PaletteItem onSelect={() => go(runJobPath(name))}>{t("runJob", { job: name })}</PaletteItem>}
      <PaletteItem onSelect={() => go(hrefOf(RUNS_PATH, { job_name: name }))}>{t("logsOf", { job: name })}</PaletteItem>
      {mayToggle && (
        <>
          <PaletteItem onSelect={confirm(enabled ? "disable" : "enable")}>
            {t(enabled ? "disableJob" : "enableJob", { job: name })}
          </PaletteItem>
          <PaletteItem onSelect={confirm(paused ? "resume" : "pause")}>
            {t(paused ? "resumeJob" : "pauseJob", { job: name })}
          </PaletteItem>
        </>
      )}
    </PaletteGroup>
  );
}

type Choices = Pick<PaletteData, "setZone" | "setTheme" | "setLanguage">;

/** Zone, theme and language: the same actions as the buttons of the side bar. */
function SettingCommands({ setZone, setTheme, setLanguage, onDone }: Choices & { onDone: () => void }) {
  const t = useTranslations("client.palette");
  const [, startTransition] = useTransition();
  const choose = (set: Choices["setZone"], name: string, value: string) => () => {
    const form = new FormData();
    form.set(name, value);
    onDone();
    startTransition(() => set(form));
  };
  return (
    <PaletteGroup heading={t("settings")}>
      {ZONE_CHOICES.map((zone) => (
        <PaletteItem key={zone} onSelect={choose(setZone, "zone", zone === "mine" ? ownZone() : zone)}>
          {t(`zones.${zone}`)}
        </PaletteItem>
      ))}
      {THEMES.map((theme) => (
        <PaletteItem key={theme} onSelect={choose(setTheme, "theme", theme)}>
          {t(`themes.${theme}`)}
        </PaletteItem>
      ))}
      {LOCALES.map((locale) => (
        <PaletteItem key={locale} onSelect={choose(setLanguage, "locale", locale)}>
          {t("speak", { language: LOCALE_NAMES[locale] })}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
