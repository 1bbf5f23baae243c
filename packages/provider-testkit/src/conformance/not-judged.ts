/** A case found nothing that it could try. The message says what is missing; the case is reported as not applicable. */
export class NotJudged extends Error {
  override readonly name: string = 'NotJudged';
}
