import { useTranslations } from "next-intl";
import { CRON_FIELDS } from "@/lib/dashboard/schedule-form";

const ALLOWED = {
  minute: "0-59",
  hour: "0-23",
  day: "1-31",
  month: "1-12, JAN-DEC",
  dayOfWeek: "0-7, SUN-SAT",
};
const SIGNS = { any: "*", list: "1,15", range: "1-5", step: "*/10" };

/** The five fields of an expression with what each allows. */
export function FieldLegend() {
  const t = useTranslations("scheduleForm");
  const signs = Object.keys(SIGNS) as (keyof typeof SIGNS)[];
  return (
    <details className="text-[0.8125rem]">
      <summary className="cursor-pointer text-muted-foreground hover:text-foreground">{t("legend.title")}</summary>
      <div className="mt-2 grid gap-4 sm:grid-cols-2">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {CRON_FIELDS.map((field) => (
            <div key={field} className="contents">
              <dt>{t(`fields.${field}`)}</dt>
              <dd className="font-mono text-xs leading-5">{ALLOWED[field]}</dd>
            </div>
          ))}
        </dl>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {signs.map((sign) => (
            <div key={sign} className="contents">
              <dt className="font-mono text-xs leading-5">{SIGNS[sign]}</dt>
              <dd>{t(`legend.${sign}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <p className="mt-2 text-muted-foreground">{t("legend.note")}</p>
    </details>
  );
}
