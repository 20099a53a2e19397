import Link from "next/link";
import { useTranslations } from "next-intl";
import { jobPath } from "@/components/shell/paths";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import type { Attention } from "@/lib/dashboard/attention";
import type { TroubledJob } from "@/lib/dashboard/overview";
import type { Standstill } from "@/lib/dashboard/standstill";
import { Cause } from "./cause";
import { CauseAction, Label, type TroubleActions } from "./cause-action";
import { CauseDetails } from "./cause-details";
import { linkOf } from "./cause-links";
import { CAUSE_LOOKS } from "./cause-looks";
import { StandstillItem } from "./standstill-item";

/** The jobs that need somebody, worst first: what is wrong, why, and the one thing to press. */
export function AttentionList(props: {
  troubled: readonly TroubledJob[];
  standstill: Standstill | null;
  actions: TroubleActions;
  /** One for each job of the list. */
  requestKeys: readonly string[];
}) {
  const { troubled, standstill, actions, requestKeys } = props;
  const t = useTranslations("overview");
  return (
    <Card aria-labelledby="attention-title">
      <CardHeader>
        <CardTitle id="attention-title">{t("attention")}</CardTitle>
      </CardHeader>
      <ul className="divide-y divide-border">
        {standstill && <StandstillItem standstill={standstill} />}
        {troubled.map((trouble, index) => (
          <li key={trouble.jobName} className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 py-3.5">
            <Trouble trouble={trouble} mayRun={actions.mayRun} />
            <div className="max-sm:ml-11">
              <CauseAction trouble={trouble} actions={actions} requestKey={requestKeys[index] ?? ""} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Trouble({ trouble: { jobName, main, others }, mayRun }: { trouble: TroubledJob; mayRun: boolean }) {
  const t = useTranslations("overview");
  const { icon: Icon, className } = CAUSE_LOOKS[main.kind];
  return (
    <div className="flex min-w-0 flex-1 basis-72 items-start gap-3">
      <span aria-hidden className={cn("mt-0.5 grid size-8 shrink-0 place-items-center rounded-full", className)}>
        <Icon className="size-4.5" />
      </span>
      <div className="min-w-0 text-sm">
        <JobName name={jobName} isGone={main.kind === "orphaned"} />
        <p className="mt-0.5">
          <Cause attention={main} />
        </p>
        <div className="mt-1 text-[0.8125rem] text-muted-foreground empty:hidden">
          <CauseDetails attention={main} />
        </div>
        {others.length > 0 && (
          <ul aria-label={t("also")} className="mt-1.5 flex flex-col gap-0.5 text-[0.8125rem] text-muted-foreground">
            {others.map((other, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a job may have two causes of one kind, in a fixed order
              <OtherCause key={`${other.kind}-${index}`} jobName={jobName} attention={other} mayRun={mayRun} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** A cause beside the worst one, with a link of its own. */
function OtherCause(props: { jobName: string; attention: Attention; mayRun: boolean }) {
  const { jobName, attention, mayRun } = props;
  const { act, href } = linkOf(attention, { jobName, mayRun });
  return (
    <li>
      <span aria-hidden>+ </span>
      <Cause attention={attention} />{" "}
      <Link href={href} className="font-medium whitespace-nowrap text-primary underline-offset-2 hover:underline">
        <Label jobName={jobName} act={act} />
      </Link>
    </li>
  );
}

function JobName({ name, isGone }: { name: string; isGone: boolean }) {
  if (isGone) return <span className="font-semibold">{name}</span>;
  return (
    <Link href={jobPath(name)} className="font-semibold underline-offset-2 hover:underline">
      {name}
    </Link>
  );
}
