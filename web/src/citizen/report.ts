/** The report of one's status, as a PDF file. */

import { answerOf } from '../api/client.ts';
import { save } from '../page/files.ts';
import { citizen, withFile } from './session.ts';

export async function saveReport(): Promise<void> {
  save((await answerOf(citizen.GET('/api/v1/me/report.pdf', { parseAs: 'blob', fetch: withFile }))) as unknown as Blob, 'credit-status-report.pdf');
}
