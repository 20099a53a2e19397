import { SchemaFields, TypeText } from "@/components/api-docs/field-list";
import { Badge, type Tone } from "@/components/ui/badge";
import type { AnswerView } from "@/lib/dashboard/api-docs/api-docs";

/** Every answer of an operation: its status, when it comes, and what it holds. */
export function AnswerList({ answers }: { answers: AnswerView[] }) {
  return (
    <ul className="divide-y divide-border text-sm">
      {answers.map((answer) => (
        <li key={answer.status} className="grid gap-x-3 gap-y-1 py-2 sm:grid-cols-[3.5rem_minmax(0,1fr)]">
          <Badge tone={toneOf(answer.status)} className="self-start rounded-md font-mono">
            {answer.status}
          </Badge>
          <Answer answer={answer} />
        </li>
      ))}
    </ul>
  );
}

function Answer({ answer: { description, headers, content } }: { answer: AnswerView }) {
  return (
    <div className="min-w-0">
      <p className="wrap-anywhere">{description}</p>
      {headers.map(({ name, note }) => (
        <p key={name} className="text-[0.8125rem] text-muted-foreground">
          <code className="font-mono text-xs">{name}</code>
          {note !== "" && `: ${note}`}
        </p>
      ))}
      {content.map(({ type, schema }) => (
        <div key={type} className="mt-1">
          {content.length > 1 && <code className="mr-2 font-mono text-xs">{type}</code>}
          {schema &&
            (schema.fields.length + schema.variants.length > 0 ? (
              <SchemaFields view={schema} />
            ) : (
              <TypeText type={schema.type} />
            ))}
        </div>
      ))}
    </div>
  );
}

function toneOf(status: number): Tone {
  if (status < 300) return "success";
  if (status < 400) return "idle";
  return status < 500 ? "warning" : "failed";
}
