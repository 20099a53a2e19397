/** A refusal that its server action has put into the person's language itself. */
export class WordedRefusal extends Error {
  override readonly name = "WordedRefusal";
  /** What the form is told beside the sentence. */
  readonly details: unknown;
  constructor(message: string, details?: unknown) {
    super(message);
    this.details = details;
  }
}
