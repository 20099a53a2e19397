import { BookOpen, SquareArrowOutUpRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { IncidentLinks } from "@/components/alerts/open-incidents";
import { helpPath, jobPath, runPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { Incident } from "@/lib/alerts/words/incident";
import type { ShownIncident } from "@/lib/dashboard/alerts/incident-details";

interface IncidentStoryProps {
  incident: Incident;
  shown: ShownIncident;
  /** Whether the code still has its job. */
  hasJobPage: boolean;
}

/** What was seen last, who sees to it, what to do, and where one sees more. */
export function IncidentStory({ incident, shown, hasJobPage }: IncidentStoryProps) {
  const t = useTranslations("incidents.one");
  const { acknowledgedBy, acknowledgedAt, state } = incident;
  const isOver = state === "resolved";
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t(isOver ? "was" : "what")}</CardTitle>
        {acknowledgedBy !== null && (
          <span className="text-[0.8125rem] text-muted-foreground">
            {t.rich("acknowledgedBy", { who: acknowledgedBy, time: () => <Time at={acknowledgedAt} /> })}
          </span>
        )}
      </CardHeader>
      <CardContent className="flex flex-col gap-3 text-sm">
        <p className="wrap-anywhere">{shown.sentence}</p>
        {!isOver && (
          <p className="wrap-anywhere">
            <span className="font-medium">{t("advice")}:</span> {shown.advice}
          </p>
        )}
        <StoryLinks {...{ incident, shown, hasJobPage }} />
      </CardContent>
    </Card>
  );
}

function StoryLinks({ incident: { facts }, shown, hasJobPage }: IncidentStoryProps) {
  const t = useTranslations("incidents.one");
  const { run, job } = facts;
  return (
    <div className="flex flex-wrap gap-2">
      {run && (
        <StoryLink href={runPath(run.id)} icon={<SquareArrowOutUpRight aria-hidden />}>
          {t("openRun")}
        </StoryLink>
      )}
      {job && hasJobPage && (
        <StoryLink href={jobPath(job.name)} icon={<SquareArrowOutUpRight aria-hidden />}>
          {t("openJob")}
        </StoryLink>
      )}
      <StoryLink href={helpPath(shown.entry)} icon={<BookOpen aria-hidden />}>
        {t("more")}
      </StoryLink>
    </div>
  );
}

function StoryLink({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Button asChild size="sm">
      <Link href={href}>
        {icon} {children}
      </Link>
    </Button>
  );
}

/** Incidents that this one hangs together with. */
export function RelatedCard({ title, incidents }: { title: string; incidents: readonly Incident[] }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent>
        <IncidentLinks incidents={incidents} />
      </CardContent>
    </Card>
  );
}
